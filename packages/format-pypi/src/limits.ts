/** Bytes of METADATA, PKG-INFO or WHEEL. The largest known on the public index are under 1 MiB. */
export const MAX_METADATA_BYTES = 8 * 1024 * 1024;

/** Bytes of RECORD, uncompressed: about 100 for each file of the wheel. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Members of an archive. The largest known wheels have about 30,000. */
export const MAX_ENTRIES = 100_000;

/** Bytes of a zip's central directory, so that long names and extra fields cannot fill the memory. */
export const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;

/** An archive that unpacks to more than `BOMB_FLOOR_BYTES` and to more than this many times its size is a bomb. */
export const BOMB_RATIO = 200;

/** Unpacked bytes that are always allowed. */
export const BOMB_FLOOR_BYTES = 256 * 1024 * 1024;

/** Whether so many unpacked bytes from a file of that size are more than an honest archive has. */
export function isBomb(unpackedBytes: number, fileBytes: number): boolean {
  return unpackedBytes > BOMB_FLOOR_BYTES && unpackedBytes > fileBytes * BOMB_RATIO;
}
