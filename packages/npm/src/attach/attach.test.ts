import { type PackageRef, versionOf } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NpmInMemory } from '../../test/npm-in-memory.ts';
import { schemaErrors } from '../../test/schemas.ts';

const APP: PackageRef = { format: 'npm', namespace: 'abc', name: 'app' };
const IN_DEV = '--domain abc --repository AbcDev';

interface Package {
  readonly package: string;
  readonly version: string;
  readonly build: string | null;
  readonly outcome: string;
  readonly integrity: string;
  readonly activation: { readonly outcome: string; readonly tags: readonly string[] } | null;
}

describe('attach', () => {
  let npm: NpmInMemory;
  beforeEach(async () => {
    npm = await NpmInMemory.create();
    await npm.write({ 'app/package.json': { name: '@abc/app', version: '1.0.0' }, 'app/index.js': '// build 23\n' });
  });
  afterEach(() => npm.remove());

  const attach = async (flags: string, folder = 'app'): Promise<Package[]> => {
    const answer = await npm.json(`attach ${flags}`, folder);
    expect(schemaErrors('attach', answer)).toEqual([]);
    return (answer as { attach: { packages: Package[] } }).attach.packages;
  };

  const active = async (ref: PackageRef = APP): Promise<string | undefined> => {
    const listing = await npm.domain.reader('AbcDev').listAssets(versionOf(ref, '1.0.0'));
    return listing?.assets[0]?.sha256;
  };

  it('packs the package at hand, keeps it on record, makes it active, and says so', async () => {
    const { code, stderr, stdout } = await npm.run(`attach --build 23 ${IN_DEV}`, 'app');
    expect({ code, stderr: stderr.replaceAll(/^packing.*\n|^keeping.*\n/gm, '') }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(
      /^@abc\/app@1\.0\.0 build 23 is on record\n {2}set sha256:[0-9a-f]{64}\n {2}package\.tgz .* 2 files .*\n {2}integrity sha512-\S+\n {2}AbcDev holds build 23 now, tagged latest\n/,
    );
    expect(await active()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes nothing when it is run again, and says so', async () => {
    await attach(`--build 23 ${IN_DEV}`);
    const before = npm.meter.read().writes;
    const [again] = await attach(`--build 23 ${IN_DEV}`);
    expect(again).toMatchObject({ outcome: 'already-recorded', activation: { outcome: 'already-there' } });
    expect(npm.meter.read().writes).toBe(before);
  });

  it('keeps several builds of one version, of which the newest is active', async () => {
    await attach(`--build 23 ${IN_DEV}`);
    const first = await active();
    await npm.write({ 'app/index.js': '// build 24\n' });
    await attach(`--build 24 ${IN_DEV}`);
    const second = await active();
    expect(second).not.toBe(first);
    await npm.write({ 'app/index.js': '// build 22, late\n' });
    const [late] = await attach(`--build 22 ${IN_DEV}`);
    expect(late).toMatchObject({ outcome: 'recorded', activation: { outcome: 'already-there' } });
    expect(await active()).toBe(second);
    const { sets } = (await npm.json(`sets ${IN_DEV}`, 'app')) as { sets: { builds: string[]; activeIn: string[] }[] };
    expect(sets.map(({ activeIn, builds }) => [builds, activeIn])).toEqual([
      [['22'], []],
      [['23'], []],
      [['24'], ['AbcDev']],
    ]);
  });

  it('leaves active what is active with --no-activate, and makes this very build active with --activate', async () => {
    await attach(`--build 24 ${IN_DEV}`);
    const first = await active();
    await npm.write({ 'app/index.js': '// build 23\n// again\n' });
    expect(await attach(`--build 23 --no-activate ${IN_DEV}`)).toMatchObject([{ activation: null }]);
    expect(await active()).toBe(first);
    await attach(`--build 23 --activate ${IN_DEV}`);
    expect(await active()).not.toBe(first);
  });

  it('leaves active what is active in a stage that asks for something', async () => {
    const stages = { dev: { repository: 'AbcDev', checks: ['tests'] } };
    await npm.write({ 'buildset.config.json': { domain: 'abc', stages } });
    expect(await attach('--build 23 --repository dev')).toMatchObject([{ outcome: 'recorded', activation: null }]);
    expect(await active()).toBeUndefined();
  });

  it('tags as it is told', async () => {
    const [{ activation } = { activation: null }] = await attach(`--build 23 --tag next ${IN_DEV}`);
    expect(activation?.tags).toEqual(['next']);
  });

  it('refuses other bytes under a recorded tag', async () => {
    await attach(`--build 23 ${IN_DEV}`);
    await npm.write({ 'app/index.js': '// changed\n' });
    const { code, stderr } = await npm.run(`attach --build 23 ${IN_DEV}`, 'app');
    expect(code).toBe(4);
    expect(stderr).toContain('error[build-exists]');
  });

  it('refuses a private package before its scripts run', async () => {
    const scripts = { prepack: "node -e \"require('fs').writeFileSync('ran', '')\"" };
    await npm.write({ 'app/package.json': { name: '@abc/app', version: '1.0.0', private: true, scripts } });
    const { code, stderr } = await npm.run(`attach --build 23 ${IN_DEV}`, 'app');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('"@abc/app" is marked') });
    expect(stderr).toContain('error[package-private]');
    await expect(npm.run(`attach ran ${IN_DEV}`, 'app')).resolves.toMatchObject({ code: 2 });
  });

  it('writes nothing in a dry run, and lists the files', async () => {
    const before = npm.meter.read().writes;
    const { code, stdout } = await npm.run(`attach --build 23 --dry-run ${IN_DEV}`, 'app');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('index.js') });
    expect(await attach(`--build 23 --dry-run ${IN_DEV}`)).toMatchObject([{ outcome: 'planned' }]);
    expect(npm.meter.read().writes).toBe(before);
  });

  it('takes the build from the version, and refuses another', async () => {
    await npm.write({ 'app/package.json': { name: 'app', version: '1.0.0-24' } });
    expect(await attach(IN_DEV)).toMatchObject([{ build: '24', version: '1.0.0-24' }]);
    const { code, stderr } = await npm.run(`attach --build 25 ${IN_DEV}`, 'app');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[build-disagrees]') });
  });

  it("takes the number of the CI's run with --build auto", async () => {
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_RUN_NUMBER: '23', GITHUB_RUN_ATTEMPT: '2' };
    const { stdout } = await npm.run(`attach --build auto ${IN_DEV}`, 'app', environment);
    expect(stdout).toContain('build 23.2 is from GITHUB_RUN_NUMBER and GITHUB_RUN_ATTEMPT\n');
  });

  it.each([
    ['npm_config_build', '23', '--build'],
    ['npm_config_activate', 'true', '--activate'],
    ['npm_config_activate', '', '--no-activate'],
    ['npm_config_work_item', 'ABC-1', '--work-item'],
  ])('says when npm kept a flag for itself: %s=%s', async (name, value, flag) => {
    const environment = { npm_lifecycle_event: 'attach', [name]: value };
    const { code, stderr } = await npm.run(`attach ${IN_DEV}`, 'app', environment);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`npm run attach -- ${flag} `) });
  });

  it('takes flags that npm has kept too, when they were given', async () => {
    const environment = { npm_lifecycle_event: 'attach', npm_config_activate: '', npm_config_work_item: 'ABC-1' };
    const line = `attach --build 23 --no-activate --work-item ABC-1 ${IN_DEV}`;
    expect(await npm.run(line, 'app', environment)).toMatchObject({ code: 0 });
  });

  describe('without --repository', () => {
    const registry = 'http://127.0.0.1:9/npm/d/abc-000000000000/AbcDev/';

    it.each([
      ['publishConfig', { publishConfig: { registry } }, '', {}],
      ['the .npmrc of the project', {}, `registry=${registry}\n`, {}],
      [
        "the scope's registry of the .npmrc",
        {},
        `registry=https://registry.example.com/\n@abc:registry = "${registry}"\n`,
        {},
      ],
      ['a variable of npm run', {}, 'registry=https://registry.example.com/\n', { npm_config_registry: registry }],
      ['a variable in the .npmrc', {}, 'registry=${DEV}\n', { DEV: registry }],
    ])('takes domain and repository from %s', async (_what, manifest, npmrc, environment) => {
      await npm.write({ 'app/package.json': { name: '@abc/app', version: '1.0.0', ...manifest }, 'app/.npmrc': npmrc });
      const { code, stdout } = await npm.run('attach --build 23', 'app', environment);
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('AbcDev holds build 23 now') });
    });

    it('refuses a registry that is none of CodeArtifact`s, without showing a login', async () => {
      await npm.write({ 'app/.npmrc': 'registry=https://me:secret@registry.example.com/\n' });
      const { code, stderr } = await npm.run('attach --build 23 --domain abc', 'app');
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('[registry-not-codeartifact]'),
      });
      expect(stderr).not.toContain('secret');
    });

    it('refuses packages that have several registries, and calls npm`s own by its name', async () => {
      await npm.write({
        'mono/package.json': { name: 'mono', private: true, workspaces: ['packages/*'] },
        'mono/packages/a/package.json': { name: 'a', version: '1.0.0', publishConfig: { registry } },
        'mono/packages/b/package.json': { name: 'b', version: '1.0.0' },
      });
      const { code, stderr } = await npm.run('attach --workspaces --build 23', 'mono');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("npm's default") });
    });

    it('refuses a domain that is not the registry`s', async () => {
      await npm.write({ 'app/.npmrc': `registry=${registry}\n` });
      const { stderr } = await npm.run('attach --build 23 --domain other', 'app');
      expect(stderr).toContain('npm publishes to the domain abc');
    });
  });

  describe('in a monorepo', () => {
    beforeEach(() =>
      npm.write({
        'mono/package.json': { name: 'mono', private: true, workspaces: ['packages/*'] },
        'mono/packages/a/package.json': { name: 'a', version: '1.0.0', dependencies: { b: '^1.0.0' } },
        'mono/packages/b/package.json': { name: 'b', version: '1.0.0' },
        'mono/packages/c/package.json': { name: 'c', version: '1.0.0', private: true },
      }),
    );

    it('attaches every package but private ones, after what it depends on', async () => {
      const attached = await attach(`--workspaces --build 23 ${IN_DEV}`, 'mono');
      expect(attached.map(({ package: name }) => name)).toEqual(['b', 'a']);
      expect(await active({ format: 'npm', name: 'a' })).toBeDefined();
      const { stderr } = await npm.run(`attach --workspaces --build 23 ${IN_DEV}`, 'mono/packages/b');
      expect(stderr).toContain('c is private, and left out.');
    });

    it('tells at the root, which is private, of --workspaces', async () => {
      const { code, stderr } = await npm.run(`attach --build 23 ${IN_DEV}`, 'mono');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('next: Give --workspaces') });
      expect((await npm.run('promote --build 23 --to AbcStaging', 'mono')).stderr).toContain('Give --workspaces');
    });

    it.each(['a', 'packages/a', './packages/a'])('attaches the one that -w %s names', async (name) => {
      const attached = await attach(`-w ${name} --build 23 ${IN_DEV}`, 'mono');
      expect(attached.map(({ package: found }) => found)).toEqual(['a']);
    });

    it('names the packages that there are', async () => {
      const { code, stderr } = await npm.run(`attach -w d --build 23 ${IN_DEV}`, 'mono');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('It has b, a, c.') });
    });

    it('tells each package that failed when others did not, with exit code 3', async () => {
      await attach(`-w a --build 23 ${IN_DEV}`, 'mono');
      await npm.write({ 'mono/packages/a/index.js': '// changed\n' });
      const { code, stderr, stdout } = await npm.run(`attach --workspaces --build 23 ${IN_DEV}`, 'mono');
      expect(code).toBe(3);
      expect(stdout).toContain('b@1.0.0 build 23 is on record');
      expect(stdout).toContain('a@1.0.0 build 23 is not on record');
      expect(stderr).toContain('error[build-exists]');
      expect(stderr).toContain('error[packages-not-attached]: 1 of 2 packages are not done: a@1.0.0.');
    });

    it('makes none active that depends on one that is not, but the others, and goes on when that is mended', async () => {
      await npm.write({
        'mono/packages/a/package.json': { name: 'a', version: '1.0.0', dependencies: { b: '^1.0.0' } },
        'mono/packages/b/package.json': { name: 'b', version: '2.0.0' },
        'mono/packages/d/package.json': { name: 'd', version: '1.0.0', peerDependencies: { a: '1' } },
        'mono/packages/e/package.json': { name: 'e', version: '1.0.0', devDependencies: { a: '1' } },
      });
      await attach(`-w b --build 22 --tag next ${IN_DEV}`, 'mono');
      await npm.write({ 'mono/packages/b/package.json': { name: 'b', version: '1.0.0' } });
      const { code, stderr, stdout } = await npm.run(`attach --workspaces --build 23 --tag next ${IN_DEV}`, 'mono');
      expect({ code, stdout: stdout.match(/^ {2}(?:not made active in|not active in|AbcDev holds) \S+/gm) }).toEqual({
        code: 3,
        stdout: [
          '  not made active in AbcDev',
          '  not made active in AbcDev',
          '  not made active in AbcDev',
          '  AbcDev holds build',
        ],
      });
      expect(stderr).toContain('error[tag-goes-back]: b@1.0.0: ');
      expect(stderr).toContain('error[dependency-not-active]: a@1.0.0: It was not made active, because b@1.0.0 is not');
      expect(stderr).toContain('error[dependency-not-active]: d@1.0.0: It was not made active, because a@1.0.0 is not');
      expect(stderr).toContain('3 of 4 packages are not done: b@1.0.0, a@1.0.0, d@1.0.0.');
      expect(await active({ format: 'npm', name: 'e' })).toBeDefined();
      const again = await attach(`--workspaces --build 23 ${IN_DEV}`, 'mono');
      expect(again.map(({ activation, package: name }) => [name, activation?.outcome])).toEqual([
        ['b', 'promoted'],
        ['a', 'promoted'],
        ['d', 'promoted'],
        ['e', 'promoted'], // with another tag
      ]);
    });
  });

  it('attaches tarballs that were packed before', async () => {
    const { pack } = await import('@buildset/format-npm');
    const { path } = await pack(`${npm.folder}/app`, { destination: npm.folder });
    expect(await attach(`${path} --build 23 ${IN_DEV}`, '.')).toMatchObject([{ outcome: 'recorded', package: 'app' }]);
  });

  it('keeps nothing for a repository that is not there', async () => {
    const { writes } = npm.meter.read();
    const { code, stderr } = await npm.run('attach --build 23 --domain abc --repository AbcDevv', 'app');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[not-found]') });
    expect(npm.meter.read().writes).toBe(writes);
  });

  it('moves a tag back only when it is told that it may', async () => {
    await attach(`--build 23 --tag next ${IN_DEV}`);
    await npm.write({ 'app/package.json': { name: '@abc/app', version: '0.9.0' } });
    const { code, stderr } = await npm.run(`attach --build 1 --tag next ${IN_DEV}`, 'app');
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('pass --allow-backwards') });
    expect(await attach(`--build 1 --tag next --allow-backwards ${IN_DEV}`)).toMatchObject([
      { activation: { outcome: 'promoted', tags: ['next'] } },
    ]);
    const alone = await npm.run(`attach --build 1 --allow-backwards ${IN_DEV}`, 'app');
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('belongs to --tag') });
  });

  it('says how a hold is ended that keeps another build active', async () => {
    await attach(`--build 23 ${IN_DEV}`);
    await npm.run(`hold place @abc/app@1.0.0 --build 23 --stage AbcDev --domain abc --reason x`);
    await npm.write({ 'app/index.js': '// build 24\n' });
    const { code, stderr } = await npm.run(`attach --build 24 ${IN_DEV}`, 'app');
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('To end that: hold lift @abc/app@1.0.0 --stage AbcDev.'),
    });
  });

  it('says when there is no package', async () => {
    const { code, stderr } = await npm.run(`attach --build 23 ${IN_DEV}`);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[no-package-here]') });
  });
});
