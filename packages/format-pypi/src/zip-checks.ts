import { pypiError, quoted } from './errors.ts';
import { checkMemberPath } from './member-path.ts';
import type { ZipEntry } from './zip-archive.ts';

/** Bytes of a local header without name and extra field. */
export const LOCAL_HEADER_BYTES = 30;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

const UNTRUSTED = 'Do not install this file. Build it again with a current build tool, from sources that you trust.';

/**
 * Checks the members of a zip one by one and against each other. Throws `archive-unsafe-path`, `archive-link`,
 * `archive-unsupported`, `archive-duplicate-entry` and `archive-overlap`.
 */
export function checkEntries(entries: readonly ZipEntry[], directoryOffset: number, archive: string): void {
  const names = new Set<string>();
  const files = new Set<string>();
  for (const entry of entries) {
    checkMemberPath(entry.name, archive);
    checkKind(entry, archive);
    // "a", "a/" and "./a" unpack to the same path.
    const path = entry.name
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .join('/');
    if (names.has(path)) {
      throw pypiError('archive-duplicate-entry', `${archive} has two members ${quoted(path)}.`, UNTRUSTED);
    }
    names.add(path);
    if (!entry.name.endsWith('/')) files.add(path);
  }
  checkFolders(names, files, archive);
  checkOverlaps(entries, directoryOffset, archive);
}

/** No member is below a file. */
function checkFolders(names: ReadonlySet<string>, files: ReadonlySet<string>, archive: string): void {
  // With nothing before its separator in the order, what is below a path comes right behind it.
  const sorted = Array.from(names, (name) => name.replaceAll('/', '\0'))
    .toSorted()
    .map((key) => key.replaceAll('\0', '/'));
  for (const [i, path] of sorted.entries()) {
    const next = sorted[i + 1];
    if (next === undefined || !files.has(path) || !next.startsWith(`${path}/`)) continue;
    const message = `${archive} has a member ${quoted(next)} below ${quoted(path)}, which is a file.`;
    throw pypiError('archive-duplicate-entry', message, UNTRUSTED);
  }
}

function checkKind(entry: ZipEntry, archive: string): void {
  const type = entry.mode & FILE_TYPE;
  if (type !== 0 && type !== REGULAR && type !== DIRECTORY) {
    throw pypiError(
      'archive-link',
      `${archive} has a member ${quoted(entry.name)} that is a link or a device.`,
      'Replace links by the files that they point to and build again.',
    );
  }
  if ((entry.flags & 0x1) !== 0) {
    throw pypiError('archive-unsupported', `${archive} has an encrypted member ${quoted(entry.name)}.`, UNTRUSTED);
  }
}

function checkOverlaps(entries: readonly ZipEntry[], directoryOffset: number, archive: string): void {
  const inFile = entries.toSorted((a, b) => a.offset - b.offset);
  for (const [i, entry] of inFile.entries()) {
    const end = entry.offset + LOCAL_HEADER_BYTES + entry.header.fileNameLength + entry.compressedSize;
    const next = inFile[i + 1]?.offset ?? directoryOffset;
    if (end > next) {
      const what = i + 1 < inFile.length ? quoted(inFile[i + 1]?.name ?? '') : 'the central directory';
      throw pypiError(
        'archive-overlap',
        `${archive} has a member ${quoted(entry.name)} that overlaps ${what}.`,
        UNTRUSTED,
      );
    }
  }
}
