import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runBin } from './bin.ts';
import { LocalService } from './local-service.ts';
import { readTree, smallFiles, writeTree } from './trees.ts';

const SPEC = 'ops/site==1';
const PACKAGE = ['--namespace', 'ops', '--package', 'site', '--package-version', '1'];

describe('a tree of 1,000 files', () => {
  let service: LocalService;
  let tree = '';

  const run = (...args: string[]) => service.run(args);

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
    tree = await service.make('tree');
    await writeTree(tree, { ...smallFiles(1000), 'über/ünï.txt': 'ü' });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('is refused before anything is sent, with the way out', async () => {
    const { code, stderr } = await service.bin(['publish', tree, ...PACKAGE, '--domain', 'abc']);
    expect(code).toBe(2);
    expect(stderr).toContain('error[too-many-files]: The tree has 1001 files');
    expect(stderr).toContain('--archive');
  });

  it('is refused by the cap that the configuration names', async () => {
    const folder = await service.make('capped');
    await writeTree(folder, { 'buildset.config.json': '{ "assetCap": 3 }', ...smallFiles(2) });
    const ran = await runBin(['publish', '.', ...PACKAGE, '--domain', 'abc'], service.environment, folder);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('a version holds 3 assets') });
  });

  it('is published as one archive, and unpacked again', async () => {
    const first = await run('publish', tree, ...PACKAGE, '--build', '1', '--repository', 'AbcDev', '--archive');
    expect(first).toMatchObject({ publish: { archive: true, activation: { outcome: 'promoted' } } });
    expect(await service.held('AbcDev', 'site', '1')).toEqual(['~archive.tar.gz']);
    const to = join(service.folder, 'to');
    await run('download', SPEC, '--repository', 'AbcDev', '--to', to);
    expect(await readTree(to)).toEqual(await readTree(tree));
    expect(await run('verify', to, SPEC, '--build', '1')).toMatchObject({ verify: { outcome: 'equal' } });
  });

  it('is the same set when nothing changed, and compared by its files when something did', async () => {
    const again = await run('publish', tree, ...PACKAGE, '--build', '1', '--repository', 'AbcDev', '--archive');
    expect(again).toMatchObject({ publish: { outcome: 'already-recorded', writes: 0 } });
    await rm(join(tree, 'deploy.sh'));
    await writeTree(tree, { new: '' });
    await run('publish', tree, ...PACKAGE, '--build', '2', '--archive');
    expect(await run('diff', SPEC, '1', '2')).toMatchObject({
      diff: { added: ['new'], removed: ['deploy.sh'], changed: [] },
    });
  });
});
