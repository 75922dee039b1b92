import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** For its owner only: it holds a token. */
const MODE = 0o600;

/**
 * Puts a file with this content in the place of the one there, in one step and for its owner only: whoever reads at any
 * moment, or after a crash, finds the old or the new. Throws what the disk says; then the old one is there.
 */
export async function replaceFile(path: string, content: Buffer | string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', MODE);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
