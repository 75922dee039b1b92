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

  it('takes single files and globs by their names', async () => {
    expect(await pathsOf(join(folder, 'bin/run'), join(folder, '*.txt'))).toEqual(['a.txt', 'run']);
  });

  it('leaves out what is ignored, folders whole', async () => {
    expect((await collectTree([folder], ['bin/'])).files.map(({ path }) => path)).toEqual(['a.txt']);
    await expect(collectTree([folder], ['*'])).rejects.toMatchObject({ code: 'no-files' });
  });

  it('refuses two files that would have one path', async () => {
    await expect(pathsOf(folder, join(folder, 'a.txt'))).rejects.toMatchObject({ code: 'path-collision' });
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
