import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type LocalFile, parseSha256, type Sha256 } from '@buildset/core';
import { CodeArtifactError } from '../codeartifact-error.ts';

/** Large enough for a fast disk, small beside the memory bound of a transfer. */
const CHUNK_BYTES = 256 * 1024;

/** A file on this machine. Throws `file-not-found` or `file-unreadable`, also for what is no regular file. */
export async function openLocalFile(path: string): Promise<LocalFile> {
  const found = statOf(path);
  if (!found.isFile()) {
    throw new CodeArtifactError('file-unreadable', `no regular file: ${path}`, { next: 'Name the file itself.' });
  }
  return new NodeFile(path, found.size);
}

/** Reads a file once, in constant memory. Throws as reading it does. */
export async function hashFile(file: LocalFile): Promise<Sha256> {
  const hash = createHash('sha256');
  for await (const chunk of file.stream()) hash.update(chunk);
  return parseSha256(hash.digest('hex'));
}

/** On this thread, as `NodeFile.read`. */
function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw fileError(path, error);
  }
}

class NodeFile implements LocalFile {
  readonly name: string;
  readonly size: number;
  readonly #path: string;

  constructor(path: string, size: number) {
    this.name = basename(path);
    this.size = size;
    this.#path = path;
  }

  async *stream(range: { readonly start?: number; readonly end?: number } = {}): AsyncGenerator<Uint8Array> {
    const start = range.start ?? 0;
    const end = range.end ?? this.size;
    if (end <= start) return;
    if (end - start <= CHUNK_BYTES) {
      const bytes = await this.read(start, end - start);
      if (bytes.length > 0) yield bytes;
      return;
    }
    const chunks: AsyncIterable<Buffer> = createReadStream(this.#path, {
      start,
      end: end - 1,
      highWaterMark: CHUNK_BYTES,
    });
    try {
      yield* chunks;
    } catch (error) {
      throw fileError(this.#path, error);
    }
  }

  /** On this thread: to ask another to open, read and close takes many times as long. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    try {
      const file = openSync(this.#path, 'r');
      try {
        const buffer = Buffer.allocUnsafe(length);
        return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw fileError(this.#path, error);
    }
  }
}

function fileError(path: string, cause: unknown): CodeArtifactError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  return missing
    ? new CodeArtifactError('file-not-found', `there is no file ${path}`, { cause, next: 'Check the path.' })
    : new CodeArtifactError('file-unreadable', `cannot read ${path}`, { cause, next: 'Check its rights.' });
}
