import { genericError, quoted } from './errors.ts';

/** Bytes of one name in a path: what every common file system takes. */
const MAX_NAME_BYTES = 255;

/** Bytes of a whole path: what Linux takes, less room for the folder that it is restored to. */
const MAX_PATH_BYTES = 3072;

const RENAME = 'Rename the file, or leave it out (--ignore).';

/** Names that mean a device on Windows, with any ending. Source: "Naming Files, Paths, and Namespaces". */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

/**
 * A path in a tree: relative, `/` between its names, NFC. Anything that could mean another place, or no file, on any
 * system is refused: absolute paths, `.` and `..`, backslashes, drives and streams, control characters, device names,
 * names that Windows cannot keep. Returns the path in NFC. Throws `unsafe-path`.
 */
export function checkTreePath(path: string): string {
  const normal = path.normalize('NFC');
  const fault = faultOf(normal);
  if (fault !== undefined) throw genericError('unsafe-path', `The path ${quoted(path)} ${fault}.`, RENAME);
  return normal;
}

/** What is wrong with a path, as the end of a sentence; undefined for a sound one. */
function faultOf(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (/\p{Cs}/u.test(path)) return 'is not Unicode text';
  if (path.startsWith('/')) return 'is absolute';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `has more than ${MAX_PATH_BYTES} bytes`;
  for (const name of path.split('/')) {
    const fault = faultOfName(name);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfName(name: string): string | undefined {
  if (name === '') return 'has an empty name in it';
  if (name === '.' || name === '..') return `has a name ${name}`;
  if (/\p{Cc}/u.test(name)) return 'has control characters';
  if (/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(name)) return 'has invisible characters that reorder text';
  if (name.includes('\\')) return 'has a backslash, which Windows takes for a folder';
  if (/[<>:"|?*]/.test(name)) return 'has one of < > : " | ? *, which Windows does not allow';
  if (WINDOWS_DEVICE.test(name.trimStart())) return 'has a name that Windows keeps for a device';
  if (/[ .]$/.test(name)) return 'has a name that ends with a space or a dot, which Windows drops';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `has a name of more than ${MAX_NAME_BYTES} bytes`;
  return undefined;
}

/**
 * Holds the paths of one tree together. Throws `path-collision` when two are the same after NFC, or one is a file where
 * another needs a folder. Returns the pairs that differ in case only: they cannot both be kept on Windows and macOS.
 */
export function checkTree(paths: readonly string[]): readonly (readonly [string, string])[] {
  const files = new Set<string>();
  const folded = new Map<string, string>();
  const pairs: [string, string][] = [];
  for (const path of paths) {
    if (files.has(path)) throw collision(`Two files have the path ${quoted(path)}.`);
    files.add(path);
  }
  for (const path of files) {
    for (const folder of foldersOf(path)) {
      if (files.has(folder)) throw collision(`${quoted(folder)} is a file, and a folder for ${quoted(path)}.`);
    }
    for (const part of [path, ...foldersOf(path)]) {
      const key = part.toLowerCase();
      const other = folded.get(key);
      if (other !== undefined && other !== part) pairs.push([other, part]);
      folded.set(key, part);
    }
  }
  return pairs;
}

function foldersOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

function collision(message: string): Error {
  return genericError('path-collision', message, 'Rename one of them, or leave it out (--ignore).');
}
