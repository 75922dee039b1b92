import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** The bytes of an asset, as they were stored. */
export interface StoredFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  /** What a log calls the asset. */
  readonly label: string;
}

/** The bytes of an asset are not what was stored. The message is for the log: it names the asset, and what is wrong with which file. */
export class DamagedAssetError extends Error {
  override readonly name = 'DamagedAssetError';

  constructor({ label, path }: StoredFile, problem: string, cause?: unknown) {
    super(`${label} is damaged: ${path} ${problem}; publish the same bytes again to repair it`, { cause });
  }
}

/** Opens the file. Throws DamagedAssetError when it is gone, cannot be read, or has another length; that its bytes are right is not looked at. */
export async function openStored(stored: StoredFile): Promise<FileHandle> {
  const file = await open(stored.path).catch(unreadable(stored));
  // Of an open file the system knows it at once: no trip through the thread pool.
  const { size } = fstatSync(file.fd);
  if (size === stored.size) return file;
  await file.close();
  throw new DamagedAssetError(stored, `has ${size} of ${stored.size} bytes`);
}

/** Throws what the system says of the file as DamagedAssetError. */
export function unreadable(stored: StoredFile): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new DamagedAssetError(
      stored,
      error.code === 'ENOENT' ? 'is gone' : `cannot be read (${error.message})`,
      error,
    );
  };
}
