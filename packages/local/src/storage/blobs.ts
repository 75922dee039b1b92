import type { BlobHashes } from './records.ts';

/** Up to this size, less than a block, all hashes are computed at once, on the bytes still in memory. */
export const smallBlobBytes = 256 * 1024;

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

/** Other bytes came than were announced. */
export class BlobMismatchError extends Error {
  override readonly name = 'BlobMismatchError';
  /** Of what came. */
  readonly sha256: string;

  constructor(sha256: string, announced: string) {
    super(`the file's SHA-256 is ${sha256}, not the given ${announced}`);
    this.sha256 = sha256;
  }
}

/** A blob as the metadata has it. */
export interface StoredBlob {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Bytes by their SHA-256. `receive` resolves when the whole source is durable under its digest, and keeps nothing when it rejects;
 * receiving the same bytes again is harmless. `pathOf` names the file that a reader or a hasher opens.
 */
export interface BlobStore {
  /**
   * Throws BlobTooLargeError. With `announced`, a stored blob that is said to come again: what comes is, unless it is small, compared and written nowhere, and
   * BlobMismatchError is thrown when it is another.
   */
  receive(source: AsyncIterable<Uint8Array>, maxBytes: number, announced?: StoredBlob): Promise<ReceivedBlob>;
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
