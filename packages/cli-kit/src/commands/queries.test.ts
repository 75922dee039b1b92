import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRecords } from '@buildset/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const PROMOTE = '--from AbcDev --to AbcStaging --domain abc';

describe('what is asked of the records and the log', () => {
  let world: MemoryWorld;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-queries-'));
  });
  afterAll(() => (folder === undefined ? undefined : rm(folder, { recursive: true })));

  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    await world.attach('22', 'build 22', { workItems: ['ABC-1'], provenance: { commit: 'c22' } });
    await world.attach('23', 'build 23', { workItems: ['ABC-2'] });
    await world.attach('7', 'lib 7', { name: 'pylib' });
    await world.run(`promote pyabc==1.0.0 --build 22 ${PROMOTE}`);
    world.domain.clock.advance(3_600_000);
  });

  const digestOf = async (build: string): Promise<string> => {
    const { stdout } = await world.run(`show pyabc==1.0.0#${build} --domain abc --json`);
    return JSON.parse(stdout).set.digest;
  };

  describe('list', () => {
    it('names every package on record, and how many requests that took', async () => {
      const { code, stdout } = await world.run('list --domain abc');
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^PACKAGE +FORMAT +VERSIONS +SETS +OPEN +HIGHEST BUILD\npyabc +pypi +1 +2 +0 +23\npylib +pypi +1 +1 +0 +7\n/,
      );
      expect(stdout).toMatch(/2 packages; \d+ requests\.\n$/);
      expect(schemaErrors('list', (await world.run('list --domain abc --json')).stdout)).toEqual([]);
    });

    it('says so when there is none', async () => {
      const empty = await MemoryWorld.withHome();
      expect((await empty.run('list --domain abc')).stdout).toBe('No package is on record yet.\n');
    });
  });

  describe('show', () => {
    it('tells everything of a build, named by flags, in one word or by its digest', async () => {
      await world.run('verdict pyabc==1.0.0 --build 22 --check smoke --result passed --domain abc');
      await world.run('approve pyabc==1.0.0 --build 22 --for prod --domain abc', { environment: { USER: 'jo' } });
      const { code, stdout } = await world.run('show pyabc==1.0.0 --build 22 --domain abc');
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^pyabc==1\.0\.0 build 22\n {2}set +sha256:[0-9a-f]{64}\n {2}state +sealed\n {2}in +AbcDev, AbcStaging\n/,
      );
      expect(stdout).toContain('work items   ABC-1\n');
      expect(stdout).toContain('commit c22');
      expect(stdout).toMatch(/verdicts, newest first\n {4}smoke {2}passed/);
      expect(stdout).toMatch(/approvals\n {4}for prod {2}/);
      expect(stdout).toMatch(/operations\n(.*\n)* {4}\S+ {2}promote +to AbcStaging/);
      const digest = await digestOf('22');
      const others = [`show pyabc==1.0.0#22 --domain abc`, `show ${digest.slice(0, 19)} --domain abc`];
      for (const line of others) expect((await world.run(line)).stdout).toContain(digest);
    });

    it('answers as the schema says', async () => {
      await world.run('verdict pyabc==1.0.0 --build 22 --check smoke --result failed --domain abc');
      const { stdout } = await world.run('show pyabc==1.0.0#22 --domain abc --json');
      expect(schemaErrors('show', stdout)).toEqual([]);
    });

    it.each([
      [`show sha256:${'0'.repeat(12)} --domain abc`, 'no-such-set'],
      ['show pyabc==1.0.0 --domain abc', 'usage'],
      ['show pyabc==1.0.0#99 --domain abc', 'no-such-build'],
    ])('refuses "%s" with exit code 2', async (line, error) => {
      const { code, stderr } = await world.run(line);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`error[${error}]`) });
    });
  });

  describe('where', () => {
    it('finds a file of this machine by its bytes', async () => {
      const path = join(folder, 'pyabc-1.0.0-22.any');
      await writeFile(path, 'build 22');
      const { code, stdout } = await world.run(`where ${path} --domain abc`);
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /pyabc==1\.0\.0 +22 +[0-9a-f]{12} +sealed +AbcDev, AbcStaging +AbcStaging +pyabc-1\.0\.0-22\.any\n/,
      );
      await writeFile(path, 'other bytes');
      expect((await world.run(`where ${path} --domain abc`)).stdout).toContain('Nothing of pyabc on record');
    });

    it('finds a set by its digest, and in one word', async () => {
      const digest = await digestOf('23');
      for (const what of [digest, digest.slice(0, 19), 'pyabc==1.0.0#23']) {
        expect((await world.run(`where ${what} --domain abc`)).stdout).toMatch(/pyabc==1\.0\.0 +23 /);
      }
    });

    it('finds a file by its digest, however that is written', async () => {
      const sha256 = createHash('sha256').update('build 22').digest('hex');
      for (const what of [sha256, `sha256:${sha256}`]) {
        const { stdout } = await world.run(`where ${what} --domain abc`);
        expect(stdout).toMatch(/pyabc==1\.0\.0 +22 .* pyabc-1\.0\.0-22\.any\n/);
      }
    });

    it('finds what plain tools uploaded, in the package that is named', async () => {
      await world.uploadPlainly('24');
      const path = join(folder, 'pyabc-1.0.0-24.any');
      await writeFile(path, 'build 24');
      const { stdout } = await world.run(`where ${path} --domain abc -r AbcDev --json`);
      expect(schemaErrors('where', stdout)).toEqual([]);
      expect(JSON.parse(stdout).builds).toMatchObject([{ builds: ['24'], state: 'derived', in: ['AbcDev'] }]);
    });

    it('says when a file is not there', async () => {
      expect(await world.run('where no-such-file --domain abc')).toMatchObject({ code: 2 });
    });
  });

  describe('at and changes', () => {
    it('tells what a stage holds, and held', async () => {
      const before = new Date(world.domain.clock.now().getTime() - 60_000).toISOString();
      await world.run(`promote pyabc==1.0.0 --build 23 --exclusive --assume copy-overwrite=replace ${PROMOTE}`);
      expect((await world.run('at AbcStaging --domain abc')).stdout).toMatch(/pyabc==1\.0\.0 +23 /);
      const { stdout } = await world.run(`at AbcStaging --time ${before} --domain abc`);
      expect(stdout).toMatch(/pyabc==1\.0\.0 +22 /);
      expect(stdout).toContain(`1 set in AbcStaging at ${before.slice(0, 19)}Z; `);
      expect(schemaErrors('at', (await world.run('at AbcStaging --domain abc --json')).stdout)).toEqual([]);
      expect((await world.run('at AbcProd --domain abc')).stdout).toContain('By the log, AbcProd holds nothing now.');
    });

    it('tells nothing of builds that are where they were uploaded, which no log says', async () => {
      for (const line of ['changes AbcStaging AbcDev', 'changes AbcDev AbcStaging']) {
        const { code, stdout } = await world.run(`${line} --domain abc`);
        expect([code, stdout]).toEqual([
          0,
          expect.stringMatching(/^Nothing that was promoted .*\n0 sets added, 0 removed;/),
        ]);
      }
      expect((await world.run('changes AbcProd AbcStaging --domain abc')).stdout).toMatch(/^\+ +pyabc==1\.0\.0 +22 /m);
      expect((await world.run('changes AbcPrud AbcStaging --domain abc')).stderr).toContain('Did you mean AbcProd?');
    });

    it('compares stages and times, with the work items', async () => {
      await world.run('promote pyabc==1.0.0 --build 22 --from AbcStaging --to AbcProd --domain abc');
      expect((await world.run('changes AbcProd AbcStaging --domain abc')).stdout).toContain('is missing in the other');
      const before = new Date(world.domain.clock.now().getTime() + 60_000).toISOString();
      world.domain.clock.advance(3_600_000);
      await world.run(`promote pyabc==1.0.0 --build 23 --exclusive --assume copy-overwrite=replace ${PROMOTE}`);
      const { stdout } = await world.run('changes AbcProd AbcStaging --domain abc');
      expect(stdout).toMatch(
        /- +pyabc==1\.0\.0 +22 +[0-9a-f]{12} +ABC-1\n\+ +pyabc==1\.0\.0 +23 +[0-9a-f]{12} +ABC-2\n/,
      );
      const times = await world.run(`changes AbcStaging@${before} AbcStaging --domain abc --json`);
      expect(schemaErrors('changes', times.stdout)).toEqual([]);
      expect(JSON.parse(times.stdout)).toMatchObject({ workItems: ['ABC-2'] });
    });

    it.each(['at AbcStaging --time noon --domain abc', 'changes AbcStaging@noon AbcProd --domain abc'])(
      'refuses "%s"',
      async (line) => {
        expect(await world.run(line)).toMatchObject({ code: 2, stderr: expect.stringContaining('is no time') });
      },
    );
  });

  describe('history of every package', () => {
    it('tells them together, oldest first', async () => {
      await world.run(`promote pylib==1.0.0 --build 7 ${PROMOTE}`);
      const { stdout } = await world.run('history --stage AbcStaging --domain abc');
      const packages = stdout.split('\n').flatMap((line) => /done +(\w+)/.exec(line)?.[1] ?? []);
      expect(packages).toEqual(['pyabc', 'pylib']);
      expect(schemaErrors('history', (await world.run('history --domain abc --json')).stdout)).toEqual([]);
    });
  });

  describe('history of a package', () => {
    it.each([
      ['pyacb', 'pyacb has no event, and no build on record.', 'Did you mean pyabc? `list` names'],
      ['pypi:pyabc==2.0.0', 'pyabc==2.0.0 has no event', 'Versions on record: 1.0.0. `list` names'],
    ])('refuses %s, of which nothing is known', async (spec, message, next) => {
      const { code, stderr } = await world.run(`history ${spec} --domain abc`);
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`[no-such-build]: ${message}`),
      });
      expect(stderr).toContain(`next: ${next}`);
    });

    it.each(['pylib', 'pyabc --work-item ABC-9', 'pyabc==1.0.0 --stage AbcProd'])(
      'says that there is no event of %s, which is known',
      async (line) => {
        const { code, stdout } = await world.run(`history ${line} --domain abc`);
        expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^No event of /) });
      },
    );

    it('tells the events of a version of which no build is on record any more', async () => {
      const records = world.domain.writer('buildset');
      for (const { record } of await listRecords(records, { format: 'pypi', name: 'pyabc' })) {
        await records.updateStatus(record, { to: 'Archived', expected: 'Published' });
      }
      const { code, stdout } = await world.run('history pyabc==1.0.0 --work-item ABC-9 --domain abc');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^No event of pyabc /) });
    });
  });

  it.each([
    ['changes AbcDev AbcStagin', 'not-found', 'Did you mean AbcStaging?'],
    ['hold list pyacb', 'no-such-build', 'Did you mean pyabc?'],
    ['promote pyabc==1.0.0 --last --from AbcDev --to AbcDev', 'usage', '`activate` changes'],
    ['promote pyabc==1.0.1 --last --from AbcDev --to AbcProd', 'no-such-build', 'check its name and version'],
  ])('says what to do about %s', async (line, code, next) => {
    const { code: exit, stderr } = await world.run(`${line} --domain abc`);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(`error[${code}]`) });
    expect(stderr.split('\nnext: ')[1]).toContain(next);
  });

  describe('log', () => {
    it('finds nothing wrong in whole logs', async () => {
      const { code, stdout } = await world.run('log verify --all --domain abc');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(
          /^whole {2}pyabc {2}2 events {2}head [0-9a-f]{64}\n1 log, nothing is wrong; \d+ requests\.\n$/,
        ),
      });
      expect(schemaErrors('log-verify', (await world.run('log verify pyabc --domain abc --json')).stdout)).toEqual([]);
    });

    it('calls no log whole that there is not', async () => {
      const { code, stdout } = await world.run('log verify pylib --domain abc');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^empty {2}pylib {2}0 events/) });
    });

    it.each(['verify pyabc pyacb', 'export pyacb'])('refuses to %s, of which nothing is known', async (line) => {
      const { code, stderr } = await world.run(`log ${line} --domain abc`);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('Did you mean pyabc?') });
    });

    async function removeEvent(version: string): Promise<void> {
      const { records } = await world.home();
      const event = { format: 'generic', namespace: 'buildset.log.pypi', name: 'pyabc', version } as const;
      await records.updateStatus(event, { to: 'Archived', expected: 'Published' });
      await records.deleteVersion(event, { expected: 'Archived' });
    }

    it.each([
      'approve pyabc==1.0.0 --build 23 --for prod',
      'verdict pyabc==1.0.0 --build 23 --check t --result passed',
    ])('names the end that somebody cut off after %s had seen it', async (line) => {
      expect((await world.run(`${line} --domain abc`)).code).toBe(0);
      expect((await world.run('log verify pyabc --domain abc')).code).toBe(0);
      await removeEvent('0000000002');
      const { code, stderr } = await world.run('log verify pyabc --domain abc');
      expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/2 .*the log ends with 1/s) });
    });

    describe('with an earlier answer', () => {
      const verify = (what: string) => world.run(`log verify ${what} --seen ${join(folder, 'seen.json')} --domain abc`);
      beforeEach(async () => {
        const { stdout } = await world.run('log verify --all --domain abc --json');
        await writeFile(join(folder, 'seen.json'), stdout);
      });

      it.each(['--all', 'pyabc'])('finds nothing wrong in logs that have only grown: %s', async (what) => {
        await world.run('promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcProd --domain abc');
        expect(await verify(what)).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is wrong') });
      });

      it.each([
        ['--all', ['0000000002'], 'Event 2 of the log of pyabc is cut off'],
        ['pyabc', ['0000000002'], 'seen.json saw it, and the log ends with 1'],
        ['--all', ['0000000002', '0000000001'], 'seen.json saw it, and the log ends with 0'],
      ])('names what nobody else has seen and somebody cut off: %s without %j', async (what, events, told) => {
        for (const event of events) await removeEvent(event);
        expect(await verify(what)).toMatchObject({ code: 4, stderr: expect.stringContaining(told) });
      });

      it.each([
        'log verify --all --seen none.json',
        'log verify --all --seen package.json',
        'log export pyabc --seen x',
      ])('refuses "%s"', async (line) => {
        expect(await world.run(`${line} --domain abc`)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('next: '),
        });
      });
    });

    it('names an event that somebody removed, with exit code 4', async () => {
      await removeEvent('0000000001');
      const { code, stderr } = await world.run('log verify pyabc --domain abc');
      expect({ code, stderr }).toEqual({
        code: 4,
        stderr: expect.stringContaining('Event 1 of the log of pyabc is missing'),
      });
      expect(schemaErrors('log-verify', (await world.run('log verify --all --domain abc --json')).stdout)).toEqual([]);
    });

    it('exports one event a line', async () => {
      const { code, stdout } = await world.run('log export pyabc --domain abc');
      const lines = stdout.trimEnd().split('\n');
      expect([code, lines.length]).toEqual([0, 2]);
      expect(lines.flatMap((line) => schemaErrors('log-line', line))).toEqual([]);
    });

    it.each(['log verify --domain abc', 'log verify pyabc --all --domain abc', 'log burn pyabc --domain abc'])(
      'refuses "%s" with exit code 2',
      async (line) => {
        expect(await world.run(line)).toMatchObject({ code: 2 });
      },
    );
  });
});
