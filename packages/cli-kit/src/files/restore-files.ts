import { type FoundSet, inParallel, retrying, type SetEntry, type Timer } from '@buildset/core';
import type { Context } from '../context.ts';
import type { SafeFolder, SetFile } from './safe-folder.ts';

/** Files fetched at once. */
const CONCURRENCY = 16;

/** A file of a set that is an asset of its own. */
export interface PlainFile extends SetFile {
  readonly entry: SetEntry;
}

/** What came of a file. */
export interface RestoredFile {
  readonly path: string;
  readonly size: number;
  readonly outcome: 'restored' | 'already-there';
}

/**
 * Puts files of a set in a folder. What is there with the right bytes stays, so a second run goes on from the first; a
 * download that breaks is begun again.
 */
export async function restoreFiles(
  { content }: Pick<FoundSet, 'content'>,
  files: readonly PlainFile[],
  folder: SafeFolder,
  { timer }: { readonly timer: Timer },
  { output, progress, signal }: Context,
): Promise<RestoredFile[]> {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const label = (): string => `restoring ${Math.min(done + 1, files.length)} of ${files.length} files`;
  progress.stage(label(), bytes);
  return await inParallel(files, CONCURRENCY, async (file) => {
    signal.throwIfAborted();
    const { entry, mode, path, size } = file;
    const isKept = await folder.keeps(file);
    if (isKept) progress.advance(size);
    else {
      const open = () => content.open(entry);
      const onBytes = (count: number): void => progress.advance(count);
      await retrying(timer, () => folder.write(path, mode, counted(open, onBytes)));
    }
    done += 1;
    progress.relabel(label());
    output.detail(`${isKept ? 'already there' : 'restored'}: ${path}`);
    return { path, size, outcome: isKept ? 'already-there' : 'restored' };
  });
}

/**
 * The source is opened when its first bytes are asked for: one that is never read would hold its connection. The bytes of one
 * that breaks are taken back.
 */
async function* counted(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let passed = 0;
  try {
    for await (const chunk of await open()) {
      passed += chunk.length;
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    onBytes(-passed);
    throw error;
  }
}
