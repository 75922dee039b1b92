import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exclusively } from '../storage/sqlite/database.ts';
import { unfit } from './make-folder.ts';

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
 * Marks the folder as served by this process. A mark whose process has died, as after `kill -9`, is taken over; of several that try to
 * at once exactly one does. Throws FolderInUseError when the process lives, RangeError where the folder takes no files.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock');
  try {
    exclusively(join(folder, 'lock.guard'), () => takeMark(folder, path));
  } catch (error) {
    throw error instanceof FolderInUseError ? error : unfit(folder, error);
  }
  held.add(path);
  return {
    release: async () => {
      held.delete(path);
      await rm(path, { force: true });
    },
  };
}

function takeMark(folder: string, path: string): void {
  const holder = markIn(path);
  const taken = holder !== undefined && (held.has(path) || (holder !== process.pid && isAlive(holder)));
  if (taken) {
    throw new FolderInUseError(`${folder} is served by process ${holder}; stop it, or give another folder with --data`);
  }
  writeFileSync(path, `${process.pid}\n`, { mode: 0o600 });
}

function markIn(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
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
