import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectTree } from './collect-tree.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'buildset-tree-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'run'), '12345');
  await chmod(join(folder, 'bin', 'run'), 0o700);
  await writeFile(join(folder, 'a.txt'), '');
});
afterEach(() => rm(folder, { recursive: true }));

const pathsOf = async (...sources: string[]) => (await collectTree(sources)).files.map(({ path }) => path);

describe('collectTree', () => {
  it('takes the files of a folder by their paths in it, with modes and empty ones', async () => {
    expect((await collectTree([folder])).files).toMatchObject([
      { path: 'a.txt', size: 0 },
      { path: 'bin/run', size: 5, mode: 0o755 },
    ]);
  });

  it('takes a single file by its name', async () => {
    expect(await pathsOf(join(folder, 'bin/run'))).toEqual(['run']);
  });

  it.each([
    [
      ['bin', 'etc'],
      ['bin/run', 'etc/conf/x.txt'],
    ],
    [
      ['bin/', 'etc/conf/x.txt'],
      ['bin/run', 'etc/conf/x.txt'],
    ],
    [
      ['etc/conf/x.txt', 'etc/conf/y'],
      ['x.txt', 'y'],
    ],
    [['bin', 'bin/run', 'bin/../bin'], ['run']],
    [
      ['bin/run', 'a.txt'],
      ['a.txt', 'bin/run'],
    ],
    [['etc/**'], ['conf/x.txt']],
    [['etc/*'], ['conf/x.txt']],
    [['**/x.txt'], ['etc/conf/x.txt']],
    [
      ['*.txt', 'b*/*'],
      ['a.txt', 'bin/run'],
    ],
  ])('keeps for %j the paths from the folder that they have in common: %j', async (sources, paths) => {
    await mkdir(join(folder, 'etc/conf'), { recursive: true });
    await writeFile(join(folder, 'etc/conf/x.txt'), '');
    if (sources.includes('etc/conf/y')) await writeFile(join(folder, 'etc/conf/y'), '');
    expect(await pathsOf(...sources.map((source) => join(folder, source)))).toEqual(paths);
  });

  it('refuses sources that have no folder in common', async () => {
    await expect(pathsOf(folder, '/etc/hostname')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('/etc/hostname'),
    });
  });

  it('refuses a glob that matches nothing, whatever else there is', async () => {
    await expect(pathsOf(folder, join(folder, '*.none'))).rejects.toMatchObject({
      code: 'no-files',
      message: expect.stringContaining('*.none'),
    });
  });

  it('leaves out what is ignored, folders whole', async () => {
    expect((await collectTree([folder], ['bin/'])).files.map(({ path }) => path)).toEqual(['a.txt']);
    await expect(collectTree([folder], ['*'])).rejects.toMatchObject({ code: 'no-files' });
  });

  it.each([
    ['bin/*', 'bin/'],
    ['bin/run', 'bin/'],
    ['**', 'bin/'],
  ])('ignores in %s what is in a folder that is left out', async (source, pattern) => {
    const { files } = await collectTree([join(folder, source), join(folder, 'a.txt')], [pattern]);
    expect(files.map(({ path }) => path)).toEqual(['a.txt']);
  });

  it.runIf(process.platform === 'linux')('refuses two names that are one in NFC', async () => {
    await writeFile(join(folder, 'é'), '');
    await writeFile(join(folder, 'e\u0301'), '');
    await expect(pathsOf(folder)).rejects.toMatchObject({ code: 'path-collision' });
  });

  it.runIf(process.platform === 'linux').each([
    ['a file', (path: Buffer) => writeFile(path, '')],
    ['a folder', (path: Buffer) => mkdir(path)],
  ])('refuses the name of %s that is not UTF-8', async (_what, make) => {
    await make(Buffer.concat([Buffer.from(join(folder, 'caf')), Buffer.from([0xe9])]));
    await expect(pathsOf(folder)).rejects.toMatchObject({
      code: 'unsafe-path',
      message: expect.stringContaining('is not UTF-8'),
    });
  });

  it('refuses what is not there', async () => {
    await expect(pathsOf(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'no-files' });
  });

  it.each(['to-file', 'to-folder', 'to-nothing'])('refuses a link %s, and follows none', async (kind) => {
    const target = { 'to-file': 'a.txt', 'to-folder': 'bin' }[kind] ?? 'nothing';
    await symlink(target, join(folder, 'link'));
    await expect(pathsOf(folder)).rejects.toMatchObject({ code: 'special-file' });
  });

  it.runIf(process.platform !== 'win32')('refuses a socket', async () => {
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    await expect(pathsOf(folder)).rejects.toMatchObject({ code: 'special-file' });
    server.close();
  });

  it.runIf(process.platform === 'linux')(
    'refuses names that other systems cannot keep, and tells of case',
    async () => {
      await writeFile(join(folder, 'A.txt'), '');
      expect((await collectTree([folder])).onlyCase).toEqual([['A.txt', 'a.txt']]);
      await writeFile(join(folder, 'nul.txt'), '');
      await expect(pathsOf(folder)).rejects.toMatchObject({ code: 'unsafe-path' });
    },
  );
});
