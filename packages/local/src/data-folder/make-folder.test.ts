import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDataFolder } from './make-folder.ts';

describe('makeDataFolder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'make-folder-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it.runIf(process.platform !== 'win32')('makes what is missing for its owner alone, and leaves the rest', async () => {
    await mkdir(join(root, 'open'), 0o755);
    await makeDataFolder(join(root, 'open/a/b'));
    await makeDataFolder(join(root, 'open/a/b'));
    const modes = await Promise.all(['open', 'open/a', 'open/a/b'].map((path) => stat(join(root, path))));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o755, 0o700, 0o700]);
  });

  it.each(['file', 'file/in/it'])('names %s, where a file is', async (path) => {
    await writeFile(join(root, 'file'), '');
    await expect(makeDataFolder(join(root, path))).rejects.toThrow(
      expect.objectContaining({ name: 'RangeError', message: expect.stringContaining(join(root, path)) }),
    );
  });

  it.runIf(process.platform === 'linux')('ends where a file system takes no folder', async () => {
    await expect(makeDataFolder('/proc/none/in/it')).rejects.toThrow(
      /^\/proc\/none\/in\/it cannot be a data folder: ENOENT.*; give another with --data$/u,
    );
  });
});
