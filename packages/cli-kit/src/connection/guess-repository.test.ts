import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: {
    dev: { repository: 'AbcDev' },
    staging: { repository: 'AbcStaging', from: ['dev'] },
    public: { repository: 'https://index.example.com/legacy/', from: ['staging'] },
  },
};

describe('a name that is no stage and no repository', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    world.folder = await mkdtemp(join(tmpdir(), 'buildset-guess-'));
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    await world.attach('23');
  });
  afterEach(() => rm(world.folder, { recursive: true }));

  it.each([
    ['promote pyabc==1.0.0 --build 23 --from dev --to stagin', 'staging'],
    ['promote pyabc==1.0.0 --build 23 --from dve --to staging', 'dev'],
    ['promote pyabc==1.0.0 --build 23 --from AbcDev --to abcprod', 'AbcProd'],
    ['promote pyabc==1.0.0 --build 23 --to stagin', 'staging'],
    ['why pyabc==1.0.0 --from AbcDve --to staging', 'AbcDev'],
    ['why pyabc==1.0.0 --from dev --to stagin', 'staging'],
    ['show pyabc==1.0.0 --build 23 --repository stagin', 'staging'],
    ['hold place pyabc==1.0.0 --build 23 --stage stagin', 'staging'],
    ['hold lift pyabc==1.0.0 --stage stagin', 'staging'],
    ['hold list pyabc --stage stagin', 'staging'],
    ['history --stage stagin', 'staging'],
    ['at stagin', 'staging'],
  ])('is told with the one that was meant: %s', async (line, meant) => {
    const { code, stderr } = await world.run(line);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`Did you mean ${meant}?`)]);
  });

  it('is told without a guess where nothing is near, or the name is right', async () => {
    const { code, stderr } = await world.run('show pyabc==1.0.0 --build 23 --repository elsewhere');
    expect([code, stderr]).toEqual([2, expect.stringContaining('error[not-found]')]);
    expect(stderr).not.toContain('Did you mean');
    expect(await world.run('at dev')).toMatchObject({ code: 0, stderr: '' });
    expect(await world.run('at public')).toMatchObject({ code: 0, stderr: '' });
  });
});
