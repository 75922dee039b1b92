import { type Asset, type FormatAdapter, inParallel, type InspectedFile, type LocalFile } from '@buildset/core';

/** A file that was inspected and hashed, and may be sent. */
export interface ReadyFile {
  readonly path: string;
  readonly file: LocalFile;
  readonly inspected: InspectedFile;
  readonly asset: Asset;
}

/** Files read at once: reading waits for the disk, hashing for the processor. */
const CONCURRENCY = 4;

/** Examines and hashes every file, in constant memory. Throws the first fault of any of them, as the format names it. */
export async function readFiles(
  paths: readonly string[],
  format: FormatAdapter,
  signal: AbortSignal,
): Promise<ReadyFile[]> {
  const { hashFile, openLocalFile } = await import('@buildset/codeartifact');
  return await inParallel(paths, CONCURRENCY, async (path) => {
    signal.throwIfAborted();
    const file = await openLocalFile(path);
    const examined = await format.examine?.(file);
    const inspected = examined ?? (await format.inspect(file));
    const sha256 = examined?.sha256 ?? (await hashFile(file));
    return { path, file, inspected, asset: { name: inspected.assetName, size: file.size, sha256 } };
  });
}
