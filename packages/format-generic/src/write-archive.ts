import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { genericError, quoted } from './errors.ts';
import { BLOCK, fileHeader, padding } from './tar-block.ts';

/** A file of a tree, to be put into an archive. */
export interface ArchiveFile {
  readonly path: string;
  /** Default 0o644. */
  readonly mode?: number;
  /** Bytes. */
  readonly size: number;
  stream(): AsyncIterable<Uint8Array>;
}

/** Where a gzip header names the system that made it. Source: RFC 1952, 2.3. */
const OS_AT = 9;
const OS_UNKNOWN = 255;

/**
 * The `.tar.gz` of a tree, streamed: sorted by path, without owners and times, so that the same files give the same
 * bytes wherever the same zlib packs them. Throws `file-changed` as a stream's failure when a file has not its size.
 */
export async function* writeArchive(files: readonly ArchiveFile[]): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 6 });
  const pumping = pipeline(Readable.from(tar(files)), gzip);
  // Told by reading gzip; without a listener it would end the process.
  pumping.catch(() => undefined);
  let isFirst = true;
  try {
    for await (const chunk of gzip) {
      const bytes = Buffer.from(chunk);
      if (isFirst) bytes[OS_AT] = OS_UNKNOWN;
      isFirst = false;
      yield bytes;
    }
  } finally {
    gzip.destroy();
  }
}

async function* tar(files: readonly ArchiveFile[]): AsyncGenerator<Uint8Array> {
  const sorted = files.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  for (const file of sorted) {
    const { mode = 0o644, path, size } = file;
    yield fileHeader(path, mode, size);
    let sent = 0;
    for await (const chunk of file.stream()) {
      sent += chunk.length;
      yield chunk;
    }
    if (sent !== size) throw changed(path);
    yield padding(size);
  }
  yield new Uint8Array(2 * BLOCK);
}

function changed(path: string): Error {
  return genericError('file-changed', `The file ${quoted(path)} changed while it was read.`, 'Publish it again.');
}
