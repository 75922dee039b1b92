import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addToOpenBuild, MemoryFile } from '@buildset/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const REF = { format: 'pypi', name: 'pyabc', version: '1.0.0' } as const;
const SEAL = 'seal pyabc==1.0.0 --build 25 --domain abc';

async function addPart(world: MemoryWorld, part: string): Promise<void> {
  const file = new MemoryFile(`pyabc-1.0.0-25.${part}`, part);
  const files = [{ asset: file.asset, open: async () => file.stream() }];
  await addToOpenBuild({ ref: REF, build: '25', files }, world.domain.writer('AbcDev'), await world.home());
}

describe('the records of a package', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    await world.attach('23');
  });

  describe('sets', () => {
    it('lists every build with where it is and what installers get', async () => {
      await world.attach('24');
      const { code, stdout } = await world.run('sets pyabc --domain abc --repository AbcDev');
      expect(code).toBe(0);
      const lines = stdout.split('\n');
      expect(lines[0]).toMatch(/^VERSION +BUILD +SET +FILES +STATE +IN +ACTIVE IN +PROMOTED TO$/);
      expect(lines[1]).toMatch(/^1\.0\.0 +23 +[0-9a-f]{12} +1 +sealed +AbcDev +- +-$/);
      expect(lines[2]).toMatch(/^1\.0\.0 +24 +[0-9a-f]{12} +1 +sealed +AbcDev +AbcDev +-$/);
      expect(lines[3]).toBe('2 builds.');
    });

    it('explains open and derived builds', async () => {
      await addPart(world, 'linux');
      await world.uploadPlainly('26');
      const { stdout } = await world.run('sets pyabc==1.0.0 --domain abc --repository AbcDev');
      expect(stdout).toContain('open: not sealed yet');
      expect(stdout).toContain('derived: seen in a repository, not on record');
    });

    it.each([
      ['sets pyacb', 'pyacb has no build', 'Did you mean pyabc? `list` names the packages on record'],
      ['sets other', 'other has no build', '`list` names the packages on record'],
      ['sets pyabc==3', 'pyabc==3 has no build', 'Versions on record: 1.0.0, 2.0.0. '],
      ['why pyacb==1.0.0 --from AbcDev --to AbcProd', 'pyacb==1.0.0 has no build', 'Did you mean pyabc?'],
    ])('refuses "%s", of which there is none, and tells what may be meant', async (line, message, next) => {
      await world.attach('7', 'seven', { version: '2.0.0' });
      const { code, stderr, stdout } = await world.run(`${line} --domain abc --json`);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(schemaErrors('error', stderr)).toEqual([]);
      expect(JSON.parse(stderr).error).toMatchObject({
        code: 'no-such-build',
        message: `${message} on record, nor in the repositories looked into.`,
        next: expect.stringContaining(next),
      });
    });

    it('answers as the schema says with --json', async () => {
      await addPart(world, 'linux');
      const { stdout } = await world.run('sets pyabc --domain abc --repository AbcDev --json');
      expect(schemaErrors('sets', stdout)).toEqual([]);
      expect(JSON.parse(stdout).sets).toHaveLength(2);
    });
  });

  describe('seal', () => {
    it('refuses while parts are missing, with exit code 3', async () => {
      await addPart(world, 'linux');
      const { code, stderr } = await world.run(`${SEAL} --expect 2`);
      expect(code).toBe(3);
      expect(stderr).toContain('error[parts-missing]');
    });

    it('closes the build, and again changes nothing', async () => {
      await addPart(world, 'linux');
      await addPart(world, 'mac');
      const { code, stdout } = await world.run(`${SEAL} --expect 2 --work-item ABC-7`);
      expect(code).toBe(0);
      expect(stdout).toContain('pyabc==1.0.0 build 25 is sealed\n  set sha256:');
      expect((await world.run(SEAL)).stdout).toContain('was sealed before: no change');
      expect(schemaErrors('seal', (await world.run(`${SEAL} --json`)).stdout)).toEqual([]);
    });

    it('records the repository of a stage that is named', async () => {
      world.folder = await mkdtemp(join(tmpdir(), 'buildset-seal-'));
      const stages = { dev: { repository: 'AbcDev' } };
      await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify({ domain: 'abc', stages }));
      await addPart(world, 'linux');
      await world.run(`${SEAL} -r dev`);
      expect((await world.run('show pyabc==1.0.0#25')).stdout).toMatch(/^ +build 25 +in AbcDev\b/m);
      await rm(world.folder, { recursive: true });
    });

    it('says when there is no such open build', async () => {
      const { code, stderr } = await world.run(SEAL);
      expect(code).toBe(2);
      expect(stderr).toContain('error[no-such-build]');
    });
  });

  describe('abandon', () => {
    it('throws the open record away, and says that the files stay', async () => {
      await addPart(world, 'linux');
      const { code, stdout } = await world.run('abandon pyabc==1.0.0 --build 25 --domain abc');
      expect(code).toBe(0);
      expect(stdout).toContain('has no open build 25 any more');
      expect(stdout).toContain('are still there');
      expect((await world.run(SEAL)).code).toBe(2);
    });

    it('answers as the schema says with --json', async () => {
      const { stdout } = await world.run('abandon pyabc==1.0.0 --build 25 --domain abc --json');
      expect(schemaErrors('abandon', stdout)).toEqual([]);
    });

    it('does not touch a sealed build', async () => {
      const { code, stderr } = await world.run('abandon pyabc==1.0.0 --build 23 --domain abc');
      expect(code).toBe(4);
      expect(stderr).toContain('error[build-sealed]');
    });
  });
});
