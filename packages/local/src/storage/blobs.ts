import type { BlobHashes } from './records.ts';

export interface ReceivedBlob {
  readonly sha256: string;
  readonly size: number;
  /** Known at once for small blobs; for others `BlobHasher` finds them. */
  readonly hashes: BlobHashes | undefined;
}

/** More bytes came than `maxBytes`. */
export class BlobTooLargeError extends Error {
  override readonly name = 'BlobTooLargeError';
}

/**
 * Bytes by their SHA-256. `receive` resolves when the whole source is durable under its digest, and keeps nothing when it rejects;
 * receiving the same bytes again is harmless. `pathOf` names the file that a reader or a hasher opens.
 */
export interface BlobStore {
  receive(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedBlob>;
  pathOf(sha256: string): string;
  /** Every digest that is stored, in no order. */
  list(): AsyncIterable<string>;
  remove(sha256: string): Promise<void>;
}

/** Finds the hashes besides SHA-256 of a stored file, away from the thread that serves. */
export interface BlobHasher {
  hash(path: string): Promise<BlobHashes>;
  /** BLAKE2b with 256 bits, which pypi's upload form knows; hexadecimal. */
  blake2b256(path: string): Promise<string>;
  close(): Promise<void>;
}
