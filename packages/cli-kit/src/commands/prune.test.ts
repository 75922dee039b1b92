import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryRegistry } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: { dev: { repository: 'AbcDev' }, staging: { repository: 'AbcStaging', from: ['dev'] } },
};

describe('prune', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    world.folder = await mkdtemp(join(tmpdir(), 'buildset-prune-'));
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    for (const tag of ['21', '22', '23']) await world.attach(tag);
    await world.run('promote pyabc==1.0.0 --build 21 --from dev --to staging');
  });
  afterEach(() => rm(world.folder, { recursive: true }));

  it('says of every set why it goes or stays, and removes nothing with --dry-run', async () => {
    const { code, stdout } = await world.run('prune --keep 0 --dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^kept +pyabc==1\.0\.0 +21 +\w{12} +promoted to AbcStaging\n/);
    expect(stdout).toMatch(/would-be-pruned +pyabc==1\.0\.0 +22 +\w{12} +old, and nothing needs it\n/);
    expect(stdout).toMatch(/kept +pyabc==1\.0\.0 +23 +\w{12} +installers get it from AbcDev\n/);
    expect(stdout).toMatch(/1 set would be removed, 2 kept; \d+ requests, of these/);
    expect((await world.run('show pyabc==1.0.0#22')).code).toBe(0);
  });

  it('removes them, also from the versions of a stage without gates, and then finds nothing more', async () => {
    const { code, stdout } = await world.run('prune pyabc --keep 1 --rebuild dev --assume copy-overwrite=replace');
    expect(code).toBe(0);
    expect(stdout).toMatch(/pruned +pyabc==1\.0\.0 +22 /);
    expect(stdout).toMatch(/pyabc==1\.0\.0 +AbcDev +1 file removed/);
    const listing = await world.domain.reader('AbcDev').listAssets({ format: 'pypi', name: 'pyabc', version: '1.0.0' });
    expect(listing?.assets.map(({ name }) => name).sort()).toEqual(['pyabc-1.0.0-21.any', 'pyabc-1.0.0-23.any']);
    expect((await world.run('prune --keep 1')).stdout).toContain('0 sets removed, 2 kept');
    expect((await world.run('history pyabc')).stdout).toContain('prune done');
  });

  it('says where the files of removed builds stay, in a dry run too, while --rebuild can still take them out', async () => {
    const told =
      'the files of 1 removed build: only the run that removes a build takes them out too (--rebuild AbcDev).';
    const planned = await world.run('prune --keep 0 --dry-run');
    expect(planned.stderr).toContain(`warning: AbcDev would keep ${told}`);
    const rebuilding = await world.run('prune --keep 0 --rebuild dev --dry-run --assume copy-overwrite=replace');
    expect(rebuilding.stderr).toBe('');
    const { stdout } = await world.run('prune --keep 0 --json');
    expect(schemaErrors('prune', stdout)).toEqual([]);
    expect(JSON.parse(stdout).prune.warnings).toEqual([`AbcDev keeps ${told}`]);
    expect((await world.run('prune --keep 0')).stderr).toBe('');
  });

  it('refuses a package that is nowhere before it removes anything', async () => {
    const { code, stderr, stdout } = await world.run('prune pyabc pyabd --keep 0');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Did you mean pyabc?');
    expect((await world.run('show pyabc==1.0.0#22')).code).toBe(0);
  });

  it('answers as the schema says', async () => {
    const flags = '--keep 1 --rebuild dev --assume copy-overwrite=replace --json';
    expect(schemaErrors('prune', (await world.run(`prune --dry-run ${flags}`)).stdout)).toEqual([]);
    expect(schemaErrors('prune', (await world.run(`prune ${flags}`)).stdout)).toEqual([]);
  });

  it('says what failed, with exit code 3', async () => {
    const { code, stderr } = await world.run('prune --keep 1 --rebuild dev');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('error[unanswered]: pyabc==1.0.0: ') });
    expect(schemaErrors('prune', (await world.run('prune --keep 1 --rebuild dev --json')).stdout)).toEqual([]);
  });

  describe('when it is interrupted', () => {
    /** Prunes two packages, and interrupts when the first record is gone. */
    async function interrupted(line: string) {
      for (const build of ['24', '25']) await world.attach(build, `build ${build}`, { name: 'other' });
      const interruption = new AbortController();
      const { disposeVersion } = MemoryRegistry.prototype;
      const removing = vi.spyOn(MemoryRegistry.prototype, 'disposeVersion').mockImplementation(async function stop(
        this: MemoryRegistry,
        ...args
      ) {
        await disposeVersion.apply(this, args);
        interruption.abort();
      });
      const ran = await world.run(line, { signal: interruption.signal });
      removing.mockRestore();
      return ran;
    }

    it('says what it has removed', async () => {
      const { code, stderr, stdout } = await interrupted('prune --keep 0');
      expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('Interrupted.') });
      expect(stdout).toMatch(/^pruned +other==1\.0\.0 +24 [^]*\n1 set removed, 1 kept; /);
    });

    it('says it as the schema has it, too', async () => {
      const { code, stdout } = await interrupted('prune --keep 0 --json');
      expect(code).toBe(130);
      expect(schemaErrors('prune', stdout)).toEqual([]);
      expect(JSON.parse(stdout).prune.sets).toMatchObject([{ outcome: 'pruned' }, { outcome: 'kept' }]);
    });
  });

  it.each([
    ['prune', 'Nothing says what is old enough'],
    ['prune --keep 1.5', 'is no count'],
    ['prune --max-age 30', 'is no duration'],
    ['prune --keep 1 --rebuild staging', 'has gates'],
  ])('refuses "%s" with exit code 2', async (line, message) => {
    const { code, stderr } = await world.run(line);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
