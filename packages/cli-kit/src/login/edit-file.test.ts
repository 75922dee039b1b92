import { chmod, lstat, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editFile } from './edit-file.ts';

describe('editFile', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-edit-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

  it('makes file and folder for their owner only', async () => {
    const path = join(folder, 'pip', 'pip.conf');
    expect(await editFile(path, () => 'secret\n')).toBe('created');
    expect(await modeOf(path)).toBe(0o600);
    expect(await modeOf(join(folder, 'pip'))).toBe(0o700);
  });

  it('closes a file that others may read, even when its text stays', async () => {
    const path = join(folder, '.pypirc');
    await writeFile(path, 'text\n');
    await chmod(path, 0o644);
    expect(await editFile(path, (text) => text)).toBe('unchanged');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('leaves a link a link, and edits what it leads to, be it there or not', async () => {
    const target = join(folder, 'dotfiles-pypirc');
    const path = join(folder, '.pypirc');
    await symlink('dotfiles-pypirc', path);
    expect(await editFile(path, () => 'one\n')).toBe('created');
    expect(await editFile(path, (text) => `${text}two\n`)).toBe('changed');
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('one\ntwo\n');
    expect(await editFile(path, () => '')).toBe('changed');
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('removes a file that becomes empty, and leaves nothing else behind', async () => {
    const path = join(folder, '.netrc');
    await writeFile(path, 'text\n');
    expect(await editFile(path, () => '')).toBe('removed');
    expect(await editFile(path, (text) => text)).toBe('unchanged');
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps bytes that are no UTF-8', async () => {
    const path = join(folder, '.npmrc');
    const before = Buffer.from([0x23, 0xe9, 0xff, 0x0a]);
    await writeFile(path, before);
    await editFile(path, (text) => `${text}a=b\n`);
    expect(await readFile(path)).toEqual(Buffer.concat([before, Buffer.from('a=b\n')]));
  });

  it('loses no edit of many at once', async () => {
    const path = join(folder, '.npmrc');
    const names = Array.from({ length: 12 }, (_, index) => `entry-${index}\n`);
    await Promise.all(names.map((name) => editFile(path, (text) => text + name)));
    const lines = (await readFile(path, 'utf8')).match(/.*\n/g) ?? [];
    expect(lines.sort()).toEqual(names.sort());
    expect(await readdir(folder)).toEqual(['.npmrc']);
  });

  it('changes nothing when the edit refuses, and gives the lock back', async () => {
    const path = join(folder, '.npmrc');
    await writeFile(path, 'text\n');
    const refusal = new Error('no');
    await expect(
      editFile(path, () => {
        throw refusal;
      }),
    ).rejects.toBe(refusal);
    expect(await readdir(folder)).toEqual(['.npmrc']);
    expect(await readFile(path, 'utf8')).toBe('text\n');
  });

  it('names what cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(editFile(join(folder, 'file', 'pip.conf'), () => 'x')).rejects.toMatchObject({
      code: 'login-file-unwritable',
      message: expect.stringContaining('pip.conf cannot be written'),
    });
  });
});
