import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LocalFile } from '@buildset/core';
import { TwineError } from '../twine-error.ts';

/** Large enough for a fast disk. Bytes. */
const CHUNK_BYTES = 1024 * 1024;

/** A file on this machine that is read only where it is asked for. Throws `file-not-found` or `file-unreadable`. */
export async function openDiskFile(path: string): Promise<LocalFile> {
  const found = await stat(path).catch((error: unknown) => {
    throw readFault(path, error);
  });
  if (!found.isFile()) throw new TwineError('file-unreadable', `${path} is no regular file.`, 'Name the file itself.');
  const { size } = found;
  return {
    name: basename(path),
    size,
    stream: ({ start = 0, end = size } = {}) => streamOf(path, start, end),
    read: (offset, length) => readPart(path, offset, length),
  };
}

async function* streamOf(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  if (end <= start) return;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES });
  try {
    yield* chunks;
  } catch (error) {
    throw readFault(path, error);
  }
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw readFault(path, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function readFault(path: string, cause: unknown): TwineError {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  return isMissing
    ? new TwineError('file-not-found', `There is no file ${path}.`, 'Check the path.', { cause })
    : new TwineError('file-unreadable', `${path} cannot be read.`, 'Check its rights.', { cause });
}
