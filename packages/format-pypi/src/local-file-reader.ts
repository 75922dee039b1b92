import { Readable } from 'node:stream';

import type { LocalFile } from '@buildset/core';
import { RandomAccessReader } from 'yauzl';

/** Bytes read at once; yauzl asks for some dozens at a time. */
const WINDOW_BYTES = 64 * 1024;

/** Lets yauzl read through the LocalFile port. */
export class LocalFileReader extends RandomAccessReader {
  readonly #file: LocalFile;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;

  constructor(file: LocalFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    void this.#readInto(buffer, offset, length, position, callback);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#file.stream({ start, end }));
  }

  async #readInto(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): Promise<void> {
    let fault: Error | null = null;
    try {
      const bytes = await this.#bytesAt(position, length);
      if (bytes.length < length) fault = new Error('unexpected end of file');
      else buffer.set(bytes, offset);
    } catch (error) {
      fault = error instanceof Error ? error : new Error(String(error));
    }
    callback(fault);
  }

  async #bytesAt(position: number, length: number): Promise<Uint8Array> {
    const start = position - this.#windowStart;
    if (start >= 0 && start + length <= this.#window.length) return this.#window.subarray(start, start + length);
    if (position < 0 || position > this.#file.size) return new Uint8Array(0);
    this.#window = await this.#file.read(position, Math.max(length, WINDOW_BYTES));
    this.#windowStart = position;
    return this.#window.subarray(0, length);
  }
}
