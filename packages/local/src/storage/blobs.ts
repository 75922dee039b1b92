import type { BlobHashes } from './records.ts';

export interface ReceivedBlob {
  readonly sha256: string;
  readonly size: number;
  /** Known at once for small blobs, and for others whose hashes were ready when they were durable. */
  readonly hashes: BlobHashes | undefined;
  /** Of a large blob that is new: will be its hashes. They may still fail, and are then to be found by its path. */
  readonly hashing?: Promise<BlobHashes> | undefined;
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

/** Finds the hashes besides SHA-256 of files, away from the thread that serves. */
export interface BlobHasher {
  hash(path: string): Promise<BlobHashes>;
  /** Hashes a file while it is written. End it in one of the two ways. */
  follow(path: string): FollowedFile;
  /** BLAKE2b with 256 bits, which pypi's upload form knows; hexadecimal. */
  blake2b256(path: string): Promise<string>;
  close(): Promise<void>;
}

export interface FollowedFile {
  /** The first `bytes` of the file are there. */
  written(bytes: number): void;
  /** The file is whole. */
  whole(): Promise<BlobHashes>;
  /** The hashes are not wanted. Harmless after `whole`. */
  drop(): void;
}
