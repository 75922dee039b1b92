import { closeSync, fstatSync, openSync } from 'node:fs';

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

/**
 * Opens the file, to be closed with `closeSync`: a trip through the thread pool takes many times as long as either. Throws DamagedAssetError
 * when it is gone, cannot be read, or has another length; that its bytes are right is not looked at.
 */
export function openStored(stored: StoredFile): number {
  const file = opened(stored);
  const { size } = fstatSync(file);
  if (size === stored.size) return file;
  closeSync(file);
  throw new DamagedAssetError(stored, `has ${size} of ${stored.size} bytes`);
}

function opened(stored: StoredFile): number {
  try {
    return openSync(stored.path, 'r');
  } catch (error) {
    throw unreadable(stored, error);
  }
}

/** What the system says of the file. */
export function unreadable(stored: StoredFile, error: unknown): DamagedAssetError {
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const problem = isGone ? 'is gone' : `cannot be read (${error instanceof Error ? error.message : String(error)})`;
  return new DamagedAssetError(stored, problem, error);
}
