/** Takes exact numbers of bytes from a stream of chunks. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #taken = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Bytes taken and skipped so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Exactly `length` bytes, fewer only at the end of the stream. */
  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    await this.#consume(length, (part) => parts.push(part));
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  /** Moves past `length` bytes; the number that were there. */
  async skip(length: number): Promise<number> {
    let skipped = 0;
    await this.#consume(length, (part) => {
      skipped += part.length;
    });
    return skipped;
  }

  /** Stops reading the source. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #consume(length: number, each: (part: Uint8Array) => void): Promise<void> {
    let missing = length;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) return;
        this.#rest = next.value;
        continue;
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      this.#taken += part.length;
      missing -= part.length;
      each(part);
    }
  }
}
