import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those that it is in; one that is there already stays as it is. Throws what the system says, where Node.js
 * itself tries for ever: below a parent that is there and answers ENOENT to a new folder, as `/proc` does.
 * Observed: 2026-11-29, Node.js 20.20.2, `mkdir('/proc/x', { recursive: true })`.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent, mode);
  try {
    await mkdir(path, mode);
  } catch (error) {
    if (!(await isFolder(path))) throw error; // else another process made it
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
