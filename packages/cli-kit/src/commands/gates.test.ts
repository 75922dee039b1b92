import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addToOpenBuild, MemoryFile } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: {
    staging: { repository: 'AbcStaging', from: ['AbcDev'], checks: ['tests'] },
    prod: { repository: 'AbcProd', from: ['staging'], approvals: 1, exclusive: true },
  },
};

describe('a project with stages', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    world.folder = await mkdtemp(join(tmpdir(), 'buildset-stages-'));
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    for (const build of ['22', '23']) await world.attach(build);
  });
  afterEach(() => rm(world.folder, { recursive: true }));

  const run = (line: string, user = 'ann') => world.run(line, { environment: { GITHUB_ACTOR: user } });
  const json = async (line: string) => JSON.parse((await run(`${line} --json`)).stdout);

  it('refuses a build whose check has not passed, names it, and lets it through afterwards', async () => {
    const promote = 'promote pyabc==1.0.0 --build 23 --from AbcDev --to staging';
    const refused = await run(promote);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('error[gate]');
    expect(refused.stderr).toContain('tests passed (no verdict)');
    expect((await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed')).code).toBe(0);
    expect((await run(promote)).code).toBe(0);
  });

  it('takes the only place that the stage allows when --from is left out', async () => {
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed');
    const promoted = await json('promote pyabc==1.0.0 --build 23 --to staging');
    expect(promoted).toMatchObject({ promotion: { outcome: 'promoted', from: 'AbcDev', to: 'AbcStaging' } });
    expect((await run('promote pyabc==1.0.0 --build 23 --to AbcDev')).stderr).toContain('next: Give --from');
    const typo = await run('promote pyabc==1.0.0 --build 23 --to stagin');
    expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('stagin is none of the stages: ') });
  });

  it('says how a verdict finds a build that is not on record', async () => {
    const { code, stderr } = await run('verdict pyabc==1.0.0 --build 26 --check tests --result passed');
    expect(code).toBe(2);
    expect(stderr).toContain('next: Its builds: 22, 23. --from REPOSITORY finds one without a record.');
    const elsewhere = await run('verdict pyabc==1.0.0 --build 26 --check tests --result passed --from AbcDev');
    expect(elsewhere.stderr).not.toContain('--from');
  });

  it('goes past the gates for a reason, which the history tells', async () => {
    expect((await run('promote pyabc==1.0.0 --build 23 --from AbcDev --to staging --override hotfix')).code).toBe(0);
    const { stdout } = await run('history pyabc');
    expect(stdout).toMatch(/override: hotfix/);
    expect(stdout).toMatch(/promote done +1\.0\.0 +23 +AbcStaging +ann as user\/administrator +p-/);
  });

  it('takes the last build that passed, and shows why', async () => {
    await run('verdict pyabc==1.0.0 --build 22 --check tests --result passed');
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result failed');
    const { stdout } = await run('why pyabc==1.0.0 --to staging');
    expect(stdout).toMatch(/^22 .* yes +- +<- --last-passed$/m);
    expect(stdout).toMatch(/^23 .* no +tests passed \(failed\) +<- --last$/m);
    const { promotion } = await json('promote pyabc==1.0.0 --last-passed --from AbcDev --to staging');
    expect(promotion.set.builds).toEqual(['22']);
  });

  it.each([
    ['1.0.0', { code: 0, stdout: expect.stringMatching(/^23 .*<- --last$/m) }],
    ['2.0.0', { code: 4, stderr: expect.stringContaining('next: Seal it when all its parts are there: seal "pyabc') }],
  ])('takes no build into account in why while jobs add to it: %s', async (version, answer) => {
    const file = new MemoryFile(`pyabc-${version}-99.any`, 'a part');
    const part = { asset: file.asset, open: async () => file.stream() };
    const build = { ref: { format: 'pypi', name: 'pyabc', version }, build: '99', files: [part] } as const;
    await addToOpenBuild(build, world.domain.writer('AbcDev'), await world.home());
    expect(await run(`why pyabc==${version} --to staging`)).toMatchObject(answer);
  });

  it('shows in why what did not come to the stage before, and what to do about it', async () => {
    await run('verdict pyabc==1.0.0 --build 22 --check tests --result passed');
    await run('promote pyabc==1.0.0 --build 22 --to staging');
    const { stdout } = await run('why pyabc==1.0.0 --to prod');
    expect(stdout).toMatch(/^22 .* no +an approval for prod \(none\) +<- --last$/m);
    expect(stdout).toMatch(/^23 .* no +to be in AbcStaging; an approval for prod \(none\)$/m);
    expect(stdout).toContain(
      '\nAbcStaging takes builds by promotion only: promote a build there first, `why pyabc==1.0.0 --to staging` shows what it lacks.\n',
    );
    const named = await run('why pyabc==1.0.0 --to prod --format pypi');
    expect(named.stdout).toContain('`why pyabc==1.0.0 --format pypi --to staging`');
    const refused = await run('promote pyabc==1.0.0 --build 23 --to prod');
    expect(refused.stderr).toContain('error[not-in-source]');
    expect(refused.stderr).toContain('next: AbcStaging takes builds by promotion only: promote it there first.');
    const fromDev = await run('why pyabc==1.0.0 --to staging');
    expect(fromDev.stdout).not.toContain('by promotion only');
  });

  it('keeps the order of stages and asks for an approval', async () => {
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed');
    await run('promote pyabc==1.0.0 --build 23 --from AbcDev --to staging');
    const toProd = 'promote pyabc==1.0.0 --build 23 --to prod';
    expect((await run(`${toProd} --from AbcDev`)).stderr).toContain('from AbcStaging (AbcDev)');
    expect((await run(`${toProd} --from staging`)).stderr).toContain('an approval for prod (none)');
    expect((await run('approve pyabc==1.0.0 --build 23 --for prod', 'bob')).stdout).toContain('by bob');
    const { promotion } = await json(`${toProd} --from staging`);
    expect(promotion).toMatchObject({ outcome: 'promoted', method: 'copy', to: 'AbcProd' });
  });

  it('approves for the stage whose repository is named, and tells of a name that is no stage', async () => {
    const approve = 'approve pyabc==1.0.0 --build 23 --for';
    expect((await json(`${approve} AbcProd`)).approval).toMatchObject({ stage: 'prod' });
    const mistyped = await run(`${approve} prodd`);
    expect(mistyped.stderr).toContain('warning: prodd is none of the stages: ');
  });

  it('looks for builds in the repository of a stage', async () => {
    await run('promote pyabc==1.0.0 --build 23 --from AbcDev --to staging --override first');
    const { code, stdout } = await run('sets pyabc==1.0.0 -r staging');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ 23 .*sealed +AbcStaging, AbcDev +AbcStaging/)]);
  });

  it('takes the digest of a set in place of a version and flags', async () => {
    const { digest } = (await json('verdict pyabc==1.0.0 --build 23 --check tests --result warned')).verdict;
    const set = digest.slice(0, 'sha256:'.length + 12);
    expect((await json(`verdict ${set} --check tests --result passed`)).verdict).toMatchObject({ digest });
    expect((await json(`approve ${set} --for prod`)).approval).toMatchObject({ digest });
    expect((await json('approve pyabc==1.0.0#23 --for prod')).approval).toMatchObject({ digest });
    await run(`promote pyabc==1.0.0 --set ${set} --from AbcDev --to staging`);
    expect((await run(`hold place ${set} --stage staging`)).stdout).toContain('AbcStaging holds on to set');
    expect((await json(`withdraw ${set} --from staging`)).withdrawal).toMatchObject({ outcome: 'withdrawn' });
    const twice = await run(`approve ${set} --build 23 --for prod`);
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('More than one way says which build')]);
    const unknown = await run(`approve sha256:${'0'.repeat(64)} --for prod`);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('error[no-such-set]')]);
  });

  it('takes a promotion back', async () => {
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed');
    const { promotion } = await json('promote pyabc==1.0.0 --build 23 --from AbcDev --to staging');
    const undone = await run(`undo ${promotion.id}`);
    expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining('is as it was before') });
    for (const named of ['', 'pyabc ']) {
      const { code, stdout } = await run(`undo ${named}${promotion.id}`);
      expect([code, stdout]).toEqual([0, expect.stringContaining('was already as it was before')]);
    }
    expect((await run('undo pyabc p-nothing')).code).toBe(2);
    const unnamed = await run('undo pyabc');
    expect(unnamed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"pyabc" is not the id of an operation.'),
    });
    expect(unnamed.stderr).toContain('next: `history pyabc` lists');
    expect((await run('undo p-nothing')).stderr).toContain('error[no-such-operation]: No log tells of p-nothing.');
  });

  it('refuses a verdict that contradicts its reports, or that says nothing', async () => {
    await writeFile(join(world.folder, 'r.xml'), '<testsuite><testcase name="a"><failure/></testcase></testsuite>');
    const verdict = `verdict pyabc==1.0.0 --build 23 --check tests`;
    const report = `--junit ${join(world.folder, 'r.xml')}`;
    expect((await run(`${verdict} ${report} --result passed`)).code).toBe(2);
    expect((await run(verdict)).code).toBe(2);
    expect((await run(`${verdict} --junit none.xml`)).stderr).toContain('error[report-unreadable]');
    expect((await run(`${verdict} ${report}`)).stdout).toContain('tests failed (recorded): 0 passed, 1 failed');
  });

  it('keeps no login of the address that a verdict names', async () => {
    await run('verdict pyabc==1.0.0#23 --check tests --result passed --url https://jo:secret@ci.example.com/1');
    const { verdicts } = (await json('show pyabc==1.0.0#23')).set;
    expect(verdicts).toMatchObject([{ url: 'https://***@ci.example.com/1' }]);
  });

  it('answers every command as its schema says with --json', async () => {
    const version = 'pyabc==1.0.0 --build 23';
    await writeFile(join(world.folder, 'r.xml'), '<testsuite><testcase name="a"/></testsuite>');
    const answers: readonly (readonly [name: string, line: string])[] = [
      ['verdict', `verdict ${version} --check tests --junit ${join(world.folder, 'r.xml')}`],
      ['approve', `approve ${version} --for prod`],
      ['why', 'why pyabc==1.0.0 --to staging'],
      ['config', 'config show'],
    ];
    for (const [name, line] of answers) {
      const { stdout } = await run(`${line} --json`);
      expect([name, schemaErrors(name, stdout)]).toEqual([name, []]);
    }
    const { promotion } = await json(`promote ${version} --from AbcDev --to staging`);
    expect(schemaErrors('history', (await run('history pyabc --json')).stdout)).toEqual([]);
    for (const flag of ['--dry-run', '', '--dry-run']) {
      expect(schemaErrors('undo', (await run(`undo pyabc ${promotion.id} ${flag} --json`)).stdout)).toEqual([]);
    }
  });

  it('tells what an undo would do, and writes nothing', async () => {
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed');
    const { promotion } = await json('promote pyabc==1.0.0 --build 23 --to staging');
    const { writes } = world.meter.read();
    expect((await run(`undo pyabc ${promotion.id} --dry-run`)).stdout).toBe(
      `pyabc==1.0.0 in AbcStaging would be as it was before
  archived, because it had held nothing; promoting the build again publishes it again
  plan
    take the lease
    archive the version
    write it to the log
  Nothing was written: this was a dry run.
`,
    );
    expect(world.meter.read().writes).toBe(writes);
    const { undo } = await json(`undo pyabc ${promotion.id}`);
    expect((await run(`undo pyabc ${promotion.id} --dry-run`)).stdout).toContain(
      `was already as it was before (${undo.id})`,
    );
  });

  it('shows where each value comes from', async () => {
    const { stdout } = await run('config show');
    expect(stdout).toContain(join(world.folder, 'buildset.config.json'));
    expect(stdout).toMatch(/stages\.prod\.exclusive +true +.*buildset\.config\.json/);
    expect((await run('config nonsense')).code).toBe(2);
  });

  it('shows no login of an address', async () => {
    const stages = { public: { repository: 'https://user:pypi-secret@index.example.com/legacy/' } };
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify({ domain: 'abc', stages }));
    for (const line of ['config show', 'config show --json']) {
      const { stdout } = await run(line);
      expect(stdout).toContain('https://***@index.example.com/legacy/');
      expect(stdout).not.toContain('pypi-secret');
    }
  });

  it('tells of an owner that was given with another domain', async () => {
    const environment = { BUILDSET_DOMAIN_OWNER: '111111111111' };
    expect((await world.run('config show', { environment })).stdout).toMatch(/^domainOwner +111111111111 /m);
    expect((await world.run('config show --domain other', { environment })).stdout).toContain(
      'domainOwner 111111111111 (BUILDSET_DOMAIN_OWNER) is not used: it was given with another domain than other.',
    );
  });
});
