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
  }
  checkOverlaps(entries, directoryOffset, archive);
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
