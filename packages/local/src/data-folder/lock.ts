import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Another live process serves the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

export interface FolderLock {
  release(): Promise<void>;
}

/** Folders that this very process serves, which a process number alone cannot tell from a stale mark. */
const held = new Set<string>();

/**
 * Marks the folder as served by this process. A mark whose process has died, as after `kill -9`, is taken over.
 * Throws FolderInUseError when the process lives.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock');
  for (let attempt = 0; ; attempt++) {
    const file = await open(path, 'wx', 0o600).catch(onlyExisting);
    if (file) {
      held.add(path);
      await writeMark(file, `${process.pid}\n`);
      return {
        release: async () => {
          held.delete(path);
          await rm(path, { force: true });
        },
      };
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (attempt > 0 || held.has(path) || (holder !== process.pid && isAlive(holder))) {
      throw new FolderInUseError(
        `${folder} is served by process ${holder}; stop it, or give another folder with --data`,
      );
    }
    await rm(path, { force: true });
  }
}

async function writeMark(file: FileHandle, mark: string): Promise<void> {
  try {
    await file.writeFile(mark);
  } finally {
    await file.close();
  }
}

function onlyExisting(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EEXIST') throw error;
  return undefined;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
