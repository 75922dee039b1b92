import type { LocalFile } from '@buildset/core';

/** A file in memory, given in small chunks. */
export class ChunkedFile implements LocalFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly #chunkBytes: number;

  constructor(name: string, bytes: Uint8Array, chunkBytes = 64 * 1024) {
    this.name = name;
    this.bytes = bytes;
    this.#chunkBytes = chunkBytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  async *stream(range: { readonly start?: number; readonly end?: number } = {}): AsyncGenerator<Uint8Array> {
    const end = Math.min(range.end ?? this.size, this.size);
    for (let start = range.start ?? 0; start < end; start += this.#chunkBytes) {
      yield await this.read(start, Math.min(this.#chunkBytes, end - start));
    }
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.subarray(offset, offset + length));
  }
}

/** All of a stream. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
