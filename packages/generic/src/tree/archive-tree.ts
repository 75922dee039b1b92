import { createHash } from 'node:crypto';
import { type Context, openFile } from '@buildset/cli-kit';
import { type BuildFile, parseSha256 } from '@buildset/core';
import { ARCHIVE_ASSET, isBomb, writeArchive } from '@buildset/format-generic';
import { GenericError } from '../generic-error.ts';
import type { TreeFile } from './collect-tree.ts';
import { requireUnchanged } from './unchanged.ts';

/**
 * A tree as one asset. It is packed once to know its size and digest, and again when it is sent, so that nothing is
 * written to the disk. Throws `file-changed`, and `archive-bomb` for what download would refuse to unpack.
 */
export async function archiveTree(
  files: readonly TreeFile[],
  { progress, signal }: Pick<Context, 'progress' | 'signal'>,
): Promise<BuildFile> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  progress.stage(`packing ${files.length} files`, total);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of pack(files, (bytes) => progress.advance(bytes))) {
    signal.throwIfAborted();
    hash.update(chunk);
    size += chunk.length;
  }
  await requireUnchanged(files);
  if (isBomb(total, size)) {
    const message = `The archive would unpack to over 200 times its ${size} bytes, which download refuses as a bomb.`;
    throw new GenericError('archive-bomb', message, 'Leave out the files that are empty space, or --archive.');
  }
  const asset = { name: ARCHIVE_ASSET, size, sha256: parseSha256(hash.digest('hex')) };
  return { asset, open: async () => pack(files) };
}

function pack(
  files: readonly TreeFile[],
  onBytes: (bytes: number) => void = () => undefined,
): AsyncIterable<Uint8Array> {
  return writeArchive(
    files.map(({ location, mode, path, size }) => ({
      path,
      size,
      ...(mode === undefined ? {} : { mode }),
      async *stream() {
        for await (const chunk of (await openFile(location)).stream()) {
          onBytes(chunk.length);
          yield chunk;
        }
      },
    })),
  );
}
