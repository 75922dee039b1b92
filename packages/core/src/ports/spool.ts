import type { LocalFile } from './local-file.ts';
import type { Asset } from './registry.ts';

/** A file that goes away when it is disposed of. */
export interface SpooledFile extends LocalFile {
  dispose(): Promise<void>;
}

/** Somewhere to lay down an asset that must be read twice. */
export interface Spool {
  /** Writes the stream to its end; what was written is removed when the stream fails. Throws `disk-full`. */
  spool(asset: Asset, stream: AsyncIterable<Uint8Array>): Promise<SpooledFile>;
  /**
   * The stream, laid down while it is read, at the pace of whoever reads it. `onSpooled` is told of the file at the
   * stream's end; where it fails, or is left before, nothing is kept. Reading throws `disk-full`.
   */
  spoolOnTheWay(
    asset: Asset,
    stream: AsyncIterable<Uint8Array>,
    onSpooled: (file: SpooledFile) => void,
  ): AsyncIterable<Uint8Array>;
}
