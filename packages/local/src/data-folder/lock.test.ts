import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, lockFolder } from './lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The number of a process that is no more. */
const dead = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('lockFolder', () => {
  it('refuses a folder that is locked, and takes it once it is free', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  it('refuses a folder that another living process serves', async () => {
    await writeFile(join(folder, 'lock'), `${process.ppid}\n`);
    await expect(lockFolder(folder)).rejects.toThrow(`served by process ${process.ppid}`);
  });

  it('gives the folder of a dead process to exactly one of several', async () => {
    await writeFile(join(folder, 'lock'), `${dead()}\n`);
    const tries = await Promise.allSettled([1, 2, 3].map(() => lockFolder(folder)));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
  });
});
