import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalService } from './local-service.ts';
import { readTree, smallFiles, writeTree } from './trees.ts';

/** More than a page of the service's answers holds, of which a seventh stands in `dir 1`. */
const FILES = 105;
const SPEC = 'ops/scripts==1.2.0';
const PACKAGE = ['--namespace', 'ops', '--package', 'scripts', '--package-version', '1.2.0'];

describe('builds of a tree', () => {
  let service: LocalService;
  let first = '';
  let second = '';
  let number = 0;

  const run = (...args: string[]) => service.run(args);
  const publish = (...args: string[]) => run('publish', ...args, ...PACKAGE);
  const target = () => join(service.folder, `to-${(number += 1)}`);

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
    first = await service.make('first');
    second = await service.make('second');
    await writeTree(first, { ...smallFiles(FILES), empty: '' });
    await rm(join(first, 'dir 1'), { recursive: true });
    await writeTree(second, { ...smallFiles(FILES, 'two'), 'run.log': 'x', 'build/x.o': 'y' });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('are published, and the newest is what the repository holds', async () => {
    const flags = ['--build', '22', '--repository', 'AbcDev', '--work-item', 'OPS-1', '--no-activate'];
    const one = await publish(first, ...flags);
    expect(one).toMatchObject({ publish: { outcome: 'recorded', build: '22', activation: null } });
    const two = await publish(
      second,
      '--build',
      '23',
      '--repository',
      'AbcDev',
      '--ignore',
      '*.log',
      '--ignore',
      'build/',
    );
    expect(two).toMatchObject({ publish: { outcome: 'recorded', build: '23', activation: { outcome: 'promoted' } } });
    expect(await service.held('AbcDev', 'scripts', '1.2.0')).toHaveLength(FILES);
  });

  it('are not kept when the repository that they are for is not there', async () => {
    const lost = ['publish', first, ...PACKAGE, '--build', '90', '--repository', 'AbcNowhere'];
    expect(await service.run(lost, 2)).toMatchObject({ error: { code: 'not-found' } });
    expect(await service.run(['download', SPEC, '--build', '90', '--to', 'x'], 2)).toMatchObject({
      error: { code: 'no-such-build' },
    });
  });

  it('have a namespace', async () => {
    expect(await service.run(['download', 'scripts==1.2.0', '--last', '--to', 'x'], 2)).toMatchObject({
      error: { code: 'usage', message: expect.stringContaining('names no namespace') },
    });
  });

  it('are published again without a write, and an older one does not become active', async () => {
    const again = await publish(first, '--build', '22', '--repository', 'AbcDev', '--work-item', 'OPS-1');
    expect(again).toMatchObject({
      publish: { outcome: 'already-recorded', writes: 0, activation: { outcome: 'already-there' } },
    });
  });

  it('are listed, with the one that is active', async () => {
    expect(await run('sets', SPEC, '--repository', 'AbcDev')).toMatchObject({
      sets: [
        { builds: ['22'], state: 'sealed', activeIn: [] },
        { builds: ['23'], state: 'sealed', activeIn: ['AbcDev'] },
      ],
    });
  });

  it('are promoted through three stages, whichever is active', async () => {
    const promotion = await run('promote', SPEC, '--build', '22', '--from', 'AbcDev', '--to', 'AbcStaging');
    expect(promotion).toMatchObject({ promotion: { outcome: 'promoted', method: 'assemble' } });
    const { assets } = promotion['promotion'] as { assets: { name: string; path?: string }[] };
    expect(assets.find(({ name }) => name === 'dir 0~1sub~00~1file-21.txt')?.path).toBe('dir 0/sub~0/file-21.txt');
    const onward = await run('promote', SPEC, '--build', '22', '--from', 'AbcStaging', '--to', 'AbcProd');
    expect(onward).toMatchObject({ promotion: { outcome: 'promoted', method: 'copy', bytesTransferred: 0 } });
    const again = await run('promote', SPEC, '--build', '22', '--from', 'AbcStaging', '--to', 'AbcProd');
    expect(again).toMatchObject({ promotion: { outcome: 'already-there', writes: 0 } });
  });

  it('are downloaded with paths, modes and bytes, and a second time nothing is fetched', async () => {
    const to = target();
    await run('download', SPEC, '--repository', 'AbcProd', '--to', to);
    expect(await readTree(to)).toEqual(await readTree(first));
    await rm(join(to, 'deploy.sh'));
    await writeFile(join(to, 'empty'), 'damaged');
    const { download } = await run('download', SPEC, '--build', '22', '--to', to);
    const { files } = download as { files: { path: string; outcome: string }[] };
    expect(files.filter(({ outcome }) => outcome === 'restored').map(({ path }) => path)).toEqual([
      'deploy.sh',
      'empty',
    ]);
    expect(await readTree(to)).toEqual(await readTree(first));
    expect(await run('verify', to, SPEC, '--build', '22')).toMatchObject({ verify: { outcome: 'equal' } });
  });

  it('are told apart from a folder that is not the same', async () => {
    const to = target();
    await run('download', SPEC, '--build', '22', '--to', to);
    await writeFile(join(to, 'deploy.sh'), 'changed');
    await writeFile(join(to, 'added'), '');
    await rm(join(to, 'empty'));
    const verified = await service.run(['verify', to, SPEC, '--build', '22'], 4);
    expect(verified).toMatchObject({
      verify: { added: ['added'], removed: ['empty'], changed: [{ path: 'deploy.sh', bytes: true, mode: false }] },
    });
  });

  it('are told apart from a folder with what no build can have, each of it named beside what differs', async () => {
    const to = target();
    await run('download', SPEC, '--build', '22', '--to', to);
    await writeFile(join(to, 'added'), '');
    await writeFile(join(to, 'nul.txt'), '');
    await symlink('added', join(to, 'link'));
    await rm(join(to, 'empty'));
    await symlink('added', join(to, 'empty'));
    const verify = ['verify', to, SPEC, '--build', '22'];
    expect(await service.run(verify, 4)).toMatchObject({
      verify: {
        added: ['added', 'link', 'nul.txt'],
        removed: [],
        changed: [{ path: 'empty', bytes: true, mode: false }],
        unfit: [
          { path: 'empty', what: 'a link' },
          { path: 'link', what: 'a link' },
          { path: 'nul.txt', what: 'a name that no build can have' },
        ],
      },
    });
    const { stderr, stdout } = await service.bin([...verify, '--domain', 'abc']);
    expect(stdout.split('\n').slice(1, 5)).toEqual([
      '+ added',
      '~ empty (a link)',
      '+ link (a link)',
      '+ nul.txt (a name that no build can have)',
    ]);
    expect(stderr).toContain('Move away what stands where a file of the set belongs');
  });

  it('are told apart from an empty folder, of which each file is missing', async () => {
    const verified = await service.run(['verify', await service.make('nothing'), SPEC, '--build', '22'], 4);
    const removed = Object.keys(await readTree(first)).sort();
    expect(verified).toMatchObject({ verify: { outcome: 'differs', added: [], changed: [], removed } });
  });

  it('are compared with each other', async () => {
    const { diff } = await run('diff', SPEC, '22', '23');
    const { added, changed, removed } = diff as Record<string, unknown[]>;
    expect(removed).toEqual(['empty']);
    expect(added).toHaveLength(FILES / 7);
    expect(changed).toHaveLength(FILES - FILES / 7);
  });

  it('are activated in turn', async () => {
    const back = await run('activate', SPEC, '--build', '22', '--repository', 'AbcDev');
    expect(back).toMatchObject({ promotion: { outcome: 'promoted', method: 'replace' } });
    const to = target();
    await run('download', SPEC, '--repository', 'AbcDev', '--to', to);
    expect(await readTree(to)).toEqual(await readTree(first));
  });

  it('are never restored through a link', async () => {
    const to = await service.make(`to-${(number += 1)}`);
    const outside = await service.make('outside');
    await symlink(outside, join(to, 'dir 0'));
    expect(await service.run(['download', SPEC, '--build', '22', '--to', to], 4)).toMatchObject({
      error: { code: 'path-taken' },
    });
    expect(await readdir(outside)).toEqual([]);
  });

  it('get numbers of their own with auto, the same for the same files', async () => {
    const flags = ['--namespace', 'ops', '--package', 'auto', '--package-version', '1', '--build', 'auto'];
    const folders = await Promise.all(
      [1, 2, 3].map(async (content) => {
        const folder = await service.make(`auto-${content}`);
        await writeTree(folder, { a: `content ${content}` });
        return folder;
      }),
    );
    const published = await Promise.all(folders.map((folder) => run('publish', folder, ...flags)));
    const builds = published.map(({ publish: { build } = { build: '' } }: { publish?: { build: string } }) => build);
    expect(builds.toSorted()).toEqual(['1', '2', '3']);
    expect(await run('publish', folders[1] ?? '', ...flags)).toMatchObject({
      publish: { build: builds[1], outcome: 'already-recorded', writes: 0 },
    });
  });
});
