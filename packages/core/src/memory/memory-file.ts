import { collect, once } from '../bytes.ts';
import type { Asset } from '../ports/registry.ts';
import type { Spool, SpooledFile } from '../ports/spool.ts';
import { sha256Of } from '../sha256.ts';

/** A file whose bytes are in memory. */
export class MemoryFile implements SpooledFile {
  readonly name: string;
  readonly content: Uint8Array;

  constructor(name: string, content: Uint8Array | string) {
    this.name = name;
    this.content = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  }

  get size(): number {
    return this.content.length;
  }

  /** The asset that publishing this file makes. */
  get asset(): Asset {
    return { name: this.name, size: this.size, sha256: sha256Of(this.content) };
  }

  stream(range: { readonly start?: number; readonly end?: number } = {}): AsyncIterable<Uint8Array> {
    return once(this.content.subarray(range.start ?? 0, range.end ?? this.size));
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.content.subarray(offset, offset + length);
  }

  async dispose(): Promise<void> {}
}

/** Spools to memory. */
export class MemorySpool implements Spool {
  async spool(asset: Asset, stream: AsyncIterable<Uint8Array>): Promise<SpooledFile> {
    return new MemoryFile(asset.name, await collect(stream));
  }

  async *spoolOnTheWay(
    asset: Asset,
    stream: AsyncIterable<Uint8Array>,
    onSpooled: (file: SpooledFile) => void,
  ): AsyncGenerator<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      yield chunk;
    }
    onSpooled(new MemoryFile(asset.name, Buffer.concat(chunks)));
  }
}
