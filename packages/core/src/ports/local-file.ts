/** A file on this machine, read through the port so that formats need no file system of their own. */
export interface LocalFile {
  /** The base name, which for Python is also the asset name. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The bytes from `start` (default 0) to `end` exclusive (default the size). Each call opens the file anew. */
  stream(range?: { readonly start?: number; readonly end?: number }): AsyncIterable<Uint8Array>;
  /** Exactly `length` bytes at `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}
