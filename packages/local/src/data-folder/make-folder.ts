import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the folder, and those that it is in, for its owner alone; what is there stays as it is. Throws RangeError where there can be none.
 * Step by step, since Node.js itself tries for ever below `/proc`, where a parent is there and answers ENOENT to a new folder.
 * Observed: 2026-11-29, Node.js 20.20.2.
 */
export async function makeDataFolder(path: string): Promise<void> {
  try {
    await make(path);
  } catch (error) {
    throw unfit(path, error);
  }
}

/** What to say of a folder in which no server can work. */
export function unfit(folder: string, error: unknown): RangeError {
  const reason = error instanceof Error ? error.message : String(error);
  return new RangeError(`${folder} cannot be a data folder: ${reason}; give another with --data`, { cause: error });
}

async function make(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await make(dirname(path));
  await mkdir(path, 0o700).catch(async (error: unknown) => {
    if (!(await isFolder(path))) throw error; // Else another process has made it.
  });
}

/** Whether there is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
