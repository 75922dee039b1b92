import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NpmInMemory } from '../../test/npm-in-memory.ts';

const STAGES = {
  dev: { repository: 'AbcDev' },
  staging: { repository: 'AbcStaging', from: ['dev'] },
};

interface Promotions {
  readonly name: string;
  readonly outcome: string;
  readonly sets: readonly { readonly state: string; readonly package: string; readonly error?: { code: string } }[];
}

/** A monorepo of three packages that need each other, each with the builds 22 and 23 in dev. */
async function attachedMonorepo(): Promise<NpmInMemory> {
  const npm = await NpmInMemory.create();
  await npm.write({
    'mono/buildset.config.json': { domain: 'abc', stages: STAGES },
    'mono/package.json': { name: '@acme/all', private: true, workspaces: ['packages/*'] },
    'mono/packages/a/package.json': { name: 'a', version: '1.0.0', dependencies: { b: '^1.0.0' } },
    'mono/packages/b/package.json': { name: 'b', version: '1.0.0', dependencies: { '@abc/c': '1.0.0' } },
    'mono/packages/c/package.json': { name: '@abc/c', version: '1.0.0' },
  });
  for (const build of ['22', '23']) {
    await npm.write(
      Object.fromEntries(['a', 'b', 'c'].map((name) => [`mono/packages/${name}/index.js`, `// ${build}\n`])),
    );
    const { code, stderr } = await npm.run(`attach --workspaces --build ${build} -r dev`, 'mono');
    if (code !== 0) throw new Error(stderr);
  }
  return npm;
}

describe('promote', () => {
  let npm: NpmInMemory;
  beforeEach(async () => {
    npm = await attachedMonorepo();
  });
  afterEach(() => npm.remove());

  const promotions = async (line: string, folder = 'mono'): Promise<Promotions> =>
    ((await npm.json(line, folder)) as { promotions: Promotions }).promotions;

  const tags = async (name: string) =>
    (await npm.domain.reader('AbcStaging').readPackument({ format: 'npm', name }))?.tags;

  describe('in a package', () => {
    it('needs nothing but the build and the stage', async () => {
      const { code, stdout } = await npm.run('promote --build 22 --to staging', 'mono/packages/a');
      expect(code).toBe(0);
      expect(stdout).toContain('a@1.0.0 build 22 promoted from AbcDev to AbcStaging');
    });

    it('takes another version of it', async () => {
      const { stderr } = await npm.run('promote --package-version 0.9.0 --last --to staging', 'mono/packages/a');
      expect(stderr).toContain('a@0.9.0');
    });

    it('tags as it is told', async () => {
      await npm.run('promote --build 22 --to staging --tag next --tag beta', 'mono/packages/a');
      expect([...((await tags('a')) ?? new Map()).keys()].toSorted()).toEqual(['beta', 'next']);
    });

    it('asks for the version as npm publishes it', async () => {
      await npm.write({ 'mono/packages/a/package.json': { name: 'a', version: '1.0.0+24' } });
      await npm.run('attach --repository dev', 'mono/packages/a');
      const { code, stderr } = await npm.run('promote --build 24 --to staging', 'mono/packages/a');
      expect({ code, stderr }).toMatchObject({ code: 0 });
    });

    it('is approved, judged and told of without a name', async () => {
      for (const line of [
        'verdict --build 22 --check tests --result passed',
        'approve --build 22 --for staging',
        'why --to staging',
        'sets',
        'history',
        'promote --build 22 --to staging --dry-run',
      ]) {
        expect({ line, ...(await npm.run(line, 'mono/packages/a')) }).toMatchObject({ line, code: 0 });
      }
    });
  });

  it('takes from a stage that has an order only what came there, not what was attached to it', async () => {
    await npm.write({
      'mono/buildset.config.json': {
        domain: 'abc',
        stages: { ...STAGES, prod: { repository: 'AbcProd', from: ['staging'] } },
      },
      'mono/packages/a/index.js': '// 24\n',
    });
    const pkg = 'mono/packages/a';
    const { stdout } = await npm.run('attach --build 24 -r staging', pkg);
    expect(stdout).toContain('not in AbcStaging, which takes builds from AbcDev only: attach it there');
    expect((await npm.run('promote --build 24 --from staging --to prod', pkg)).stderr).toContain(
      'error[not-in-source]',
    );
    expect((await npm.run('promote --last --from staging --to prod', pkg)).stderr).toContain('error[no-such-build]');
    expect((await npm.run('why --to prod', pkg)).stdout).not.toMatch(/--last|yes/);
    await npm.run('promote --build 23 --to staging', pkg);
    const why = await npm.run('why --to prod', pkg);
    expect(why.stdout).toMatch(/^22 .* no +to be in AbcStaging$/m);
    expect(why.stdout).toMatch(/^23 .* yes +- +<- --last, --last-passed$/m);
    expect(why.stdout).toMatch(/^24 .* no +to be in AbcStaging$/m);
    expect((await npm.run('promote --build 24 --from staging --to prod', pkg)).stderr).toContain(
      'next: AbcStaging takes builds by promotion only: promote it there first.',
    );
    expect(await npm.run('promote --last --from staging --to prod', pkg)).toMatchObject({ code: 0 });
  });

  describe('with --workspaces', () => {
    it('promotes all of them as one release, each after what it depends on, and again makes no write', async () => {
      const first = await promotions('promote --workspaces --build 22 --to staging');
      expect(first).toMatchObject({ outcome: 'promoted', name: expect.stringMatching(/^acme-all-[0-9a-f]{12}$/) });
      expect(first.sets.map(({ package: name, state }) => [name, state])).toEqual([
        ['c', 'promoted'],
        ['b', 'promoted'],
        ['a', 'promoted'],
      ]);
      const { writes } = npm.meter.read();
      expect(await promotions('promote --workspaces --build 22 --to staging')).toMatchObject({
        outcome: 'already-there',
        name: first.name,
      });
      expect(npm.meter.read().writes).toBe(writes);
    });

    it('is taken back as a whole', async () => {
      const { name } = await promotions('promote --workspaces --build 22 --to staging');
      const { code, stdout } = await npm.run(`release undo ${name} --to staging`, 'mono');
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('was taken back') });
      for (const pkg of ['a', 'b']) {
        const version = await npm.domain
          .reader('AbcStaging')
          .describeVersion({ format: 'npm', name: pkg, version: '1.0.0' });
        expect(version?.status).toBe('Archived');
      }
    });

    it('writes nothing when one of them is unfit', async () => {
      await npm.write({ 'mono/packages/b/index.js': '// 24\n' });
      await npm.run('attach -w b --build 24 -r dev', 'mono');
      const { writes } = npm.meter.read();
      const { code, stderr, stdout } = await npm.run('promote --workspaces --build 24 --to staging', 'mono');
      expect({ code, stdout }).toMatchObject({ code: 2, stdout: expect.stringContaining('nothing was written') });
      expect(stderr).toContain('a@1.0.0 has no build 24');
      expect(npm.meter.read().writes).toBe(writes);
    });

    it('writes nothing in a dry run', async () => {
      const { writes } = npm.meter.read();
      expect(await promotions('promote --workspaces --build 22 --to staging --dry-run')).toMatchObject({
        outcome: 'planned',
      });
      expect(npm.meter.read().writes).toBe(writes);
    });

    it('goes by the name that it is given', async () => {
      const { stdout } = await npm.run('promote --workspaces --last --to staging --release 2026.11', 'mono/packages/a');
      expect(stdout).toContain('2026.11: 3 sets promoted from AbcDev to AbcStaging');
    });

    it('takes no plan, which is of one promotion, and writes nothing', async () => {
      const { code, stderr } = await npm.run('promote --workspaces --build 22 --to staging --plan-out p.json', 'mono');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--plan-out') });
      expect(await tags('a')).toBeUndefined();
    });
  });
});

describe('promote, when what is asked cannot be meant', () => {
  let npm: NpmInMemory;
  beforeAll(async () => {
    npm = await attachedMonorepo();
  });
  afterAll(() => npm?.remove());

  it.each([
    ['--tag next --keep-tags', 'not both'],
    ['--allow-backwards', 'belongs to --tag'],
    ['--release R1', 'belongs to --workspaces'],
  ])('does not take %s', async (flags, message) => {
    const { code, stderr } = await npm.run(`promote --build 22 --to staging ${flags}`, 'mono/packages/a');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it.each(['check-deps', 'with-deps', 'strip-build', 'keep-tags', 'exclusive', 'plan-out', 'override', 'domain'])(
    'says when npm kept --%s for itself',
    async (flag) => {
      const environment = { npm_lifecycle_event: 'promote', [`npm_config_${flag.replace('-', '_')}`]: 'true' };
      const { code, stderr } = await npm.run('promote --build 22 --to staging', 'mono/packages/a', environment);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`-- --${flag}`) });
    },
  );

  it('takes no set and no spec with --workspaces', async () => {
    expect((await npm.run('promote a@1.0.0 --workspaces --last --to staging', 'mono')).code).toBe(2);
    expect((await npm.run('promote --workspaces --set 0123456789ab --to staging', 'mono')).code).toBe(2);
  });
});
