import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

describe('makeFolder', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'buildset-folder-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('makes a folder and those that it is in, however many ask at once', async () => {
    await Promise.all(['a/b/c', 'a/b/d', 'a/b/c', 'a'].map((path) => makeFolder(join(root, path))));
    expect((await readdir(join(root, 'a/b'))).sort()).toEqual(['c', 'd']);
  });

  it.runIf(process.platform !== 'win32')('gives the mode to each that it makes, and to no other', async () => {
    await makeFolder(join(root, 'open'), 0o755);
    await makeFolder(join(root, 'open/a/b'), 0o700);
    const modes = await Promise.all(['open', 'open/a', 'open/a/b'].map((path) => stat(join(root, path))));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o755, 0o700, 0o700]);
  });

  it.each(['file', 'file/in/it'])('throws what the system says of %s, where a file is', async (path) => {
    await writeFile(join(root, 'file'), '');
    await expect(makeFolder(join(root, path))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it.runIf(process.platform !== 'win32').each(['link', 'link/in/it'])(
    'ends at %s, a link that leads nowhere',
    async (path) => {
      await symlink('nowhere', join(root, 'link'));
      await expect(makeFolder(join(root, path))).rejects.toMatchObject({ code: 'EEXIST' });
    },
  );

  it.runIf(process.platform === 'linux')('ends where a file system takes no folder', async () => {
    await expect(makeFolder('/proc/none/in/it')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
