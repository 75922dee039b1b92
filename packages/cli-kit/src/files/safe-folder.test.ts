import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryFile } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainName } from './plain-name.ts';
import { SafeFolder } from './safe-folder.ts';

const namesOf = (path: string) => path.split('/').flatMap(plainName);
let root = '';
let folder: SafeFolder;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'buildset-safe-'));
  folder = await SafeFolder.open(join(root, 'to'), namesOf);
});
afterEach(() => rm(root, { recursive: true }));

const content = (text: string) => new MemoryFile('x', text).stream();

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('cut off');
}

/** What a full or broken disk does to a write. */
async function* failing(code: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half');
  throw Object.assign(new Error(`${code}: it cannot be written, write`), { code });
}

describe('SafeFolder', () => {
  it('writes files with their modes, folders made', async () => {
    await Promise.all(['a/b/one', 'a/b/two', 'a/c'].map((path) => folder.write(path, 0o755, content(path))));
    expect(await readFile(join(root, 'to/a/b/two'), 'utf8')).toBe('a/b/two');
    expect((await stat(join(root, 'to/a/c'))).mode & 0o777).toBe(0o755);
  });

  it('keeps a file with the right bytes, and puts its mode right', async () => {
    const { asset } = new MemoryFile('x', 'one');
    await folder.write('x', 0o644, content('one'));
    expect(await folder.keeps({ ...asset, path: 'x', mode: 0o755 })).toBe(true);
    expect((await stat(join(root, 'to/x'))).mode & 0o777).toBe(0o755);
    await writeFile(join(root, 'to/x'), 'two');
    expect(await folder.keeps({ ...asset, path: 'x', mode: 0o755 })).toBe(false);
  });

  it('leaves nothing of a download that broke off, and what was there before', async () => {
    await folder.write('x', 0o644, content('one'));
    await expect(folder.write('x', 0o644, broken())).rejects.toThrow('cut off');
    expect(await readdir(join(root, 'to'))).toEqual(['x']);
    expect(await readFile(join(root, 'to/x'), 'utf8')).toBe('one');
  });

  it('removes what a killed download left, and nothing else', async () => {
    await mkdir(join(root, 'to/a'));
    for (const name of [
      '.buildset-999999999-0123456789abcdef.part',
      `.buildset-${process.pid}-0123456789abcdef.part`,
    ]) {
      await writeFile(join(root, 'to/a', name), '');
    }
    await writeFile(join(root, 'to/a/.buildset-1.part'), '');
    await folder.write('a/x', 0o644, content('x'));
    expect((await readdir(join(root, 'to/a'))).sort()).toEqual([
      '.buildset-1.part',
      `.buildset-${process.pid}-0123456789abcdef.part`,
      'x',
    ]);
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EFBIG', 'file-not-written'],
    ['EACCES', 'file-not-written'],
    ['EROFS', 'file-not-written'],
    ['ENOENT', 'file-not-written'],
  ])('tells %s as %s, and leaves nothing behind', async (code, told) => {
    const written = folder.write('a/x', 0o644, failing(code));
    await expect(written).rejects.toMatchObject({ code: told, message: expect.stringContaining('a/x') });
    expect(await readdir(join(root, 'to/a'))).toEqual([]);
  });

  it.each(['file', 'file/in/it'])('is not opened at %s, where a file is', async (path) => {
    await writeFile(join(root, 'file'), '');
    await expect(SafeFolder.open(join(root, path), namesOf)).rejects.toMatchObject({ code: 'path-taken' });
  });

  it.runIf(process.platform === 'linux')('is not opened where the file system takes no folder', async () => {
    await expect(SafeFolder.open('/proc/x', namesOf)).rejects.toMatchObject({
      code: 'file-not-written',
      message: '/proc/x cannot be written: the folder that it is to be in takes nothing new, or has gone.',
    });
  });

  it('follows no link to a folder', async () => {
    await mkdir(join(root, 'outside'));
    await symlink(join(root, 'outside'), join(root, 'to/link'));
    await expect(folder.write('link/x', 0o644, content('x'))).rejects.toMatchObject({ code: 'path-taken' });
    expect(await readdir(join(root, 'outside'))).toEqual([]);
  });

  it('puts a file in the place of a link, and leaves what the link named', async () => {
    await writeFile(join(root, 'outside'), 'mine');
    await symlink(join(root, 'outside'), join(root, 'to/x'));
    const { asset } = new MemoryFile('x', 'mine');
    expect(await folder.keeps({ ...asset, path: 'x', mode: 0o644 })).toBe(false);
    await folder.write('x', 0o644, content('theirs'));
    expect(await readFile(join(root, 'outside'), 'utf8')).toBe('mine');
    expect(await readFile(join(root, 'to/x'), 'utf8')).toBe('theirs');
  });

  it.each(['../x', '/x', 'a/../../x', String.raw`..\x`, 'C:x', 'a\0b', ''])('never writes to %j', async (path) => {
    await expect(folder.write(path, 0o644, content('x'))).rejects.toMatchObject({ code: 'unsafe-path' });
    expect(await readdir(root)).toEqual(['to']);
  });

  it('refuses a file where a folder is to be, and a folder where a file is to be', async () => {
    await folder.write('a/b', 0o644, content('x'));
    await expect(folder.write('a/b/c', 0o644, content('x'))).rejects.toMatchObject({ code: 'path-taken' });
    await expect(folder.write('a', 0o644, content('x'))).rejects.toMatchObject({ code: 'path-taken' });
  });
});
