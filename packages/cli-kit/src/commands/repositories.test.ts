import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: {
    prod: { repository: 'AbcProd', from: ['staging'] },
    dev: { repository: 'AbcDev' },
    staging: { repository: 'AbcStaging', from: ['dev'] },
    public: { repository: 'https://index.example.com/legacy/', from: ['staging'] },
  },
};

describe('the repositories that are looked into', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    world.folder = await mkdtemp(join(tmpdir(), 'buildset-repositories-'));
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    await world.attach('23');
  });
  afterEach(() => rm(world.folder, { recursive: true }));

  it.each(['show pyabc==1.0.0 --build 23', 'where pyabc==1.0.0#23', 'prune --keep 1 --dry-run'])(
    'are no index outside CodeArtifact, although it is a stage: %s',
    async (line) => {
      expect(await world.run(line)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it.each(['sets pyabc==1.0.0', 'show pyabc==1.0.0 --build 23'])(
    'are told in the order of the stages, then by name: %s',
    async (line) => {
      world.domain.addRepository('Other').addRepository('Another');
      for (const to of ['staging', 'Other', 'prod', 'Another']) {
        const from = to === 'prod' ? 'staging' : 'dev';
        await world.run(`promote pyabc==1.0.0 --build 23 --from ${from} --to ${to}`);
      }
      const { stdout } = await world.run(line);
      expect(stdout).toContain('AbcProd, AbcDev, AbcStaging, Another, Other');
    },
  );

  it('are those of the stages, without being named: sets', async () => {
    await world.uploadPlainly('24');
    const { stdout } = await world.run('sets pyabc');
    expect(stdout).toMatch(/ 24 +[0-9a-f]{12} +1 +derived +AbcDev/);
    expect(stdout).not.toContain('Looked into');
  });

  it.each(['sets pyabc', 'show pyabc==1.0.0 --build 23', 'where pyabc==1.0.0#23'])(
    'leave out a stage that the caller may not see: %s',
    async (line) => {
      hide(world, 'AbcStaging');
      const { code, stderr, stdout } = await world.run(line);
      expect(code).toBe(0);
      expect(stderr).toContain('AbcStaging is left out: you may not see it.');
      expect(stdout).toContain('AbcDev');
    },
  );

  it.each(['sets pyabc', 'show pyabc==1.0.0 --build 23', 'where pyabc==1.0.0#23'])(
    'are refused where one was named that the caller may not see: %s',
    async (line) => {
      hide(world, 'AbcStaging');
      expect(await world.run(`${line} -r AbcStaging`)).toMatchObject({ code: 5 });
    },
  );

  it('may be named as stages', async () => {
    await world.uploadPlainly('24');
    expect((await world.run('sets pyabc -r dev')).stdout).toMatch(/ 24 +[0-9a-f]{12} +1 +derived +AbcDev/);
  });
});

/** From now on the caller may not list what the repository holds. */
function hide({ domain }: MemoryWorld, repository: string): void {
  const readerOf = domain.reader.bind(domain);
  const refuse = () => Promise.reject(new CodedError('access-denied', `Cannot look into ${repository}.`));
  domain.reader = (name) =>
    name === repository
      ? Object.assign(readerOf(name), { describeVersion: refuse, listAssets: refuse, listVersions: refuse })
      : readerOf(name);
}
