import { createHash } from 'node:crypto';

/** Characters of an asset name. Source: the API's AssetName, and "Working with generic packages". */
const MAX_NAME_LENGTH = 255;

/** What an asset name takes besides single inner spaces; `~` is ours for escapes. */
const PLAIN = /^[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}!@^&()\-_+[\]{};,.`]$/u;

/** The one asset of a set that was published as an archive. No path is encoded to it. */
export const ARCHIVE_ASSET = '~archive.tar.gz';

/**
 * The asset name of a path: the path itself with `~0` for `~`, `~1` for `/`, and `~x<hex>;` for each character that the
 * service forbids; `~h` and a SHA-256 where that is over 255 characters. Different paths have different names, and none
 * begins with `~s` or `~a`, which are the home's and the archive's.
 */
export function encodeAssetName(path: string): string {
  const characters = [...path];
  const name = characters.map((character, index) => encode(character, characters, index)).join('');
  return name.length <= MAX_NAME_LENGTH ? name : `~h${createHash('sha256').update(path).digest('hex')}`;
}

/** The path of an asset name; undefined for one that no path is encoded to, and for one that is a hash of its path. */
export function decodeAssetName(name: string): string | undefined {
  const path = name.replace(/~(?:([01])|x([0-9a-f]{1,6});)/g, (escape, simple: string | undefined, hex = '') => {
    if (simple !== undefined) return simple === '0' ? '~' : '/';
    const point = Number.parseInt(hex, 16);
    return point <= 0x10_ffff ? String.fromCodePoint(point) : escape;
  });
  return !/\p{Cs}/u.test(path) && encodeAssetName(path) === name ? path : undefined;
}

function encode(character: string, all: readonly string[], index: number): string {
  if (character === '~') return '~0';
  if (character === '/') return '~1';
  if (PLAIN.test(character) && !isDots(all)) return character;
  if (character === ' ' && isInner(all, index)) return character;
  return `~x${(character.codePointAt(0) ?? 0).toString(16)};`;
}

/** A space between two characters that are none. */
function isInner(all: readonly string[], index: number): boolean {
  return index > 0 && index < all.length - 1 && all[index - 1] !== ' ';
}

/** `.` and `..` are no names. */
function isDots(all: readonly string[]): boolean {
  return all.length <= 2 && all.every((character) => character === '.');
}
