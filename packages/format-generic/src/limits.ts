/** Files in an archive. */
export const MAX_ARCHIVE_FILES = 100_000;

/** Bytes of a pax header, which holds a path and a size. */
export const MAX_PAX_BYTES = 16 * 1024;

/** An archive that unpacks to more than `BOMB_FLOOR_BYTES` and to more than this many times its size is a bomb. */
export const BOMB_RATIO = 200;

/** Unpacked bytes that are always allowed. */
export const BOMB_FLOOR_BYTES = 256 * 1024 * 1024;

/** Whether so many unpacked bytes from an archive of that size are more than is unpacked; nor is such a one made. */
export function isBomb(unpackedBytes: number, archiveBytes: number): boolean {
  return unpackedBytes > BOMB_FLOOR_BYTES && unpackedBytes > archiveBytes * BOMB_RATIO;
}
