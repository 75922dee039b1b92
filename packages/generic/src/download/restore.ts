import { type Context, inParallel } from '@buildset/cli-kit';
import type { FoundSet, Spool } from '@buildset/core';
import { readArchive } from '@buildset/format-generic';
import type { SafeFolder } from './safe-folder.ts';
import { archiveOf, permissions, plainFiles, withArchive } from './set-files.ts';

/** Files fetched at once. */
const CONCURRENCY = 16;

/** What came of a file. */
export interface RestoredFile {
  readonly path: string;
  readonly size: number;
  readonly outcome: 'restored' | 'already-there';
}

/** Restores a set's tree in a folder. What is there with the right bytes stays, so a second run goes on from the first. */
export async function restore(
  found: FoundSet,
  folder: SafeFolder,
  spool: Spool,
  context: Context,
): Promise<RestoredFile[]> {
  const archive = archiveOf(found);
  if (archive) {
    context.progress.stage('downloading the archive');
    return await withArchive(found, archive, spool, (file) => unpack(file, folder, context));
  }
  return await restorePlain(found, folder, context);
}

async function restorePlain(
  found: FoundSet,
  folder: SafeFolder,
  { output, progress, signal }: Context,
): Promise<RestoredFile[]> {
  const files = plainFiles(found);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const label = (): string => `restoring ${Math.min(done + 1, files.length)} of ${files.length} files`;
  progress.stage(label(), bytes);
  return await inParallel(files, CONCURRENCY, async (file) => {
    signal.throwIfAborted();
    const { entry, mode, path, size } = file;
    const isKept = await folder.keeps(file);
    if (isKept) progress.advance(size);
    else
      await folder.write(
        path,
        mode,
        counted(
          () => found.content.open(entry),
          (count) => progress.advance(count),
        ),
      );
    done += 1;
    progress.relabel(label());
    output.detail(`${isKept ? 'already there' : 'restored'}: ${path}`);
    return { path, size, outcome: isKept ? 'already-there' : 'restored' };
  });
}

/** The archive was verified before; its members are written as they come. */
async function unpack(
  file: Parameters<typeof readArchive>[0],
  folder: SafeFolder,
  { progress, signal }: Context,
): Promise<RestoredFile[]> {
  const files: RestoredFile[] = [];
  for await (const { content, mode, path, size } of readArchive(file)) {
    signal.throwIfAborted();
    progress.relabel(`unpacking ${path}`);
    await folder.write(path, permissions(mode), content);
    files.push({ path, size, outcome: 'restored' });
  }
  return files;
}

/** The source is opened when its first bytes are asked for: one that is never read would hold its connection. */
async function* counted(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of await open()) {
    onBytes(chunk.length);
    yield chunk;
  }
}
