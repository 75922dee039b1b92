import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const PROMOTE_23 = 'promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc';
const PROMOTE_22 = PROMOTE_23.replace('23', '22');

describe('promote', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    for (const build of ['22', '23', '24']) await world.attach(build);
  });

  it('promotes exactly the build, and tells what, where to, how and at what cost', async () => {
    const { code, stdout, stderr } = await world.run(PROMOTE_23);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^pyabc==1\.0\.0 build 23 promoted from AbcDev to AbcStaging\n {2}set {5}sha256:[0-9a-f]{64}\n/,
    );
    expect(stdout).toMatch(/method {2}assemble: /);
    expect(stdout).toMatch(/promoted {2}pyabc-1\.0\.0-23\.any {2}8 B {2}sha256 [0-9a-f]{12}\n/);
    expect(stdout).toMatch(/\d+ requests, of these \d+ writes; .* of assets through this machine\n$/);
    const staging = await world.domain
      .reader('AbcStaging')
      .listAssets({ format: 'pypi', name: 'pyabc', version: '1.0.0' });
    expect(staging?.assets.map(({ name }) => name)).toEqual(['pyabc-1.0.0-23.any']);
  });

  it('takes build and version in one word, as other commands do', async () => {
    const inOneWord = PROMOTE_23.replace('==1.0.0 --build 23', '==1.0.0#23');
    expect((await world.run(inOneWord)).stdout).toContain('pyabc==1.0.0 build 23 promoted');
    const { set } = JSON.parse((await world.run(`${inOneWord} --json`)).stdout).promotion;
    const byDigest = PROMOTE_23.replace('==1.0.0 --build 23', `==1.0.0#${set.digest}`);
    expect((await world.run(byDigest)).stdout).toContain('pyabc==1.0.0 build 23 is already there');
  });

  it.each(['--last', '--expect 1'])('refuses %s beside a build in one word', async (flag) => {
    expect(await world.run(`${PROMOTE_23.replace('==1.0.0 --build 23', '==1.0.0#23')} ${flag}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('More than one way says which build is meant'),
    });
  });

  it('says already-there the second time', async () => {
    await world.run(PROMOTE_23);
    const { code, stdout } = await world.run(`${PROMOTE_23} --json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ promotion: { outcome: 'already-there', method: 'none' } });
  });

  it('writes nothing in a dry run', async () => {
    const before = world.meter.read().writes;
    const { code, stdout } = await world.run(`${PROMOTE_23} --dry-run`);
    expect(code).toBe(0);
    expect(stdout).toContain('would be promoted');
    expect(stdout).toContain('planned');
    expect(world.meter.read().writes).toBe(before);
  });

  it('says in a dry run what will be asked, how long that takes at least, and the rights that it and its undo need', async () => {
    const { stdout } = await world.run(`${PROMOTE_23} --dry-run`);
    expect(stdout).toMatch(/\n {4}assemble the version in the transit +\d+ requests/);
    expect(stdout).toMatch(/\n {2}forecast: \d+ requests, .* of assets through this machine, .* under AWS's quotas\n/);
    expect(stdout).toMatch(
      /rights that it needs\n(.*\n)* {4}AbcStaging +CopyPackageVersions, DescribePackageVersion, /,
    );
    expect(stdout).toMatch(/rights that its undo will need\n(.*\n)* {4}AbcStaging +UpdatePackageVersionsStatus\n/);
  });

  it('then asks exactly what it foretold', async () => {
    const fresh = await MemoryWorld.withHome();
    for (const build of ['22', '23']) await fresh.attach(build);
    const start = fresh.meter.read().calls;
    const planned = JSON.parse((await fresh.run(`${PROMOTE_23} --dry-run --json`)).stdout);
    const before = fresh.meter.read().calls;
    const done = JSON.parse((await fresh.run(`${PROMOTE_23} --json`)).stdout);
    const since = (calls: Record<string, number>, from: Record<string, number>) =>
      Object.entries(calls).map(([operation, count]) => [operation, count - (from[operation] ?? 0)]);
    expect(since(planned.promotion.plan.calls, start)).toEqual(since(done.promotion.calls, before));
  });

  it('exits 4 with reason and next when it is refused, the result on stdout all the same', async () => {
    await world.run(PROMOTE_23);
    const { code, stdout, stderr } = await world.run(PROMOTE_22);
    expect(code).toBe(4);
    expect(stdout).toContain('pyabc==1.0.0 build 22 was not promoted from AbcDev to AbcStaging');
    expect(stderr).toContain('tool: error[not-active]: Installers would take pyabc-1.0.0-23.any');
    expect(stderr).toContain('\nnext: --exclusive leaves only the chosen build');
  });

  it('obeys --exclusive and --add-anyway', async () => {
    await world.run(PROMOTE_23);
    expect((await world.run(`${PROMOTE_22} --add-anyway`)).code).toBe(0);
    const { code, stdout } = await world.run(`${PROMOTE_23} --exclusive --assume copy-overwrite=replace --json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ promotion: { method: 'replace' } });
  });

  it("accepts AWS's names and several ways to say which build", async () => {
    const where =
      '--package pyabc --package-version 1.0.0 --source-repository AbcDev --destination-repository AbcStaging';
    for (const which of ['--last', '--file dist/pyabc-1.0.0-24.any', '--build 024']) {
      const { code, stdout } = await world.run(`promote ${where} ${which} --domain abc --json --dry-run`);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ promotion: { set: { builds: ['24'] } } });
    }
  });

  it.each([
    ['promote pyabc --build 1 --from a --to b', '"pyabc" does not name a version.'],
    ['promote --build 1 --from a --to b', 'Exactly one version of a package is needed.'],
    ['promote pyabc==1 --from a --to b', 'Nothing says which build is meant.'],
    ['promote pyabc==1 --build 1 --last --from a --to b', 'More than one way says which build is meant.'],
    ['promote pyabc==1 --build 1 --expect 2 --from a --to b', '--expect belongs to --last.'],
    ['promote pyabc==1 --build 1 --from a', 'The two repositories are needed.'],
    ['promote pyabc==1 --build 1 --from a --to a', '--from and --to are the same repository, a.'],
  ])('refuses "%s" as usage', async (line, message) => {
    const { code, stderr } = await world.run(`${line} --domain abc`);
    expect(code).toBe(2);
    expect(stderr).toContain(`error[usage]: ${message}`);
  });

  it('refuses an assumption that it does not know', async () => {
    const { code, stderr } = await world.run(`${PROMOTE_23} --assume copy-overwrite=maybe`);
    expect(code).toBe(2);
    expect(stderr).toContain('error[unknown-assumption]');
  });

  describe('with --json', () => {
    it.each([
      ['a promotion', PROMOTE_23],
      ['a dry run', `${PROMOTE_23} --dry-run`],
      ['a build that is not there', PROMOTE_23.replace('23', '99')],
    ])('answers for %s as the schema says', async (_what, line) => {
      const { stdout } = await world.run(`${line} --json`);
      expect(schemaErrors('promotion', stdout)).toEqual([]);
    });

    it('answers a refusal with the reason, and the error with next on stderr', async () => {
      await world.run(PROMOTE_23);
      const { stdout, stderr } = await world.run(`${PROMOTE_22} --json`);
      expect(schemaErrors('promotion', stdout)).toEqual([]);
      expect(JSON.parse(stdout)).toMatchObject({ promotion: { outcome: 'refused', reason: { code: 'not-active' } } });
      expect(schemaErrors('error', stderr)).toEqual([]);
    });

    it('answers without a home as well', async () => {
      const { code, stdout, stderr } = await new MemoryWorld().run(`${PROMOTE_23} --json`);
      expect(code).toBe(4);
      expect(schemaErrors('promotion', stdout)).toEqual([]);
      expect(JSON.parse(stdout)).toMatchObject({ promotion: { outcome: 'failed', reason: { code: 'no-home' } } });
      expect(schemaErrors('error', stderr)).toEqual([]);
    });

    it('answers a failure with outcome failed', async () => {
      const { code, stdout } = await world.run(`${PROMOTE_23.replace('23', '99')} --json`);
      expect(code).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({
        promotion: { outcome: 'failed', set: null, reason: { code: 'no-such-build' } },
      });
    });
  });
});
