import type { LocalFile } from '@buildset/core';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';

import { pypiError } from './errors.ts';
import { isBomb, MAX_DIRECTORY_BYTES, MAX_ENTRIES } from './limits.ts';
import { LocalFileReader } from './local-file-reader.ts';
import { checkEntries } from './zip-checks.ts';

/** A member of a zip archive, as its central directory describes it. */
export interface ZipEntry {
  /** The path, with `/`; a directory's ends in one. Unique in its archive. */
  readonly name: string;
  readonly isDirectory: boolean;
  /** 0 stored, 8 deflated; others cannot be read here. */
  readonly method: number;
  readonly flags: number;
  readonly crc32: number;
  /** Bytes in the archive. */
  readonly compressedSize: number;
  /** Bytes unpacked, as declared. */
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** File type and permissions of Unix, 0 where the archive does not say. */
  readonly mode: number;
  /** The rest of the header, for copying. */
  readonly header: Entry;
}

export interface ZipArchive {
  readonly file: LocalFile;
  /** In the order of the central directory. */
  readonly entries: readonly ZipEntry[];
  /** Raw. */
  readonly comment: Uint8Array;
  /** Where the central directory begins: the end of the members. */
  readonly directoryOffset: number;
}

/** Bytes of the end record without its comment. */
const END_BYTES = 22;
/** Bytes of zip64's end record and its locator, which stand before it (.ZIP File Format, 4.3.14 and 4.3.15). */
const ZIP64_END_BYTES = 76;
const LOCATOR_BYTES = 20;
const LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;

/**
 * Reads a zip's central directory and checks it: no unsafe paths, links, duplicates, overlaps or bombs, and nothing that
 * another reader would see differently. Members' contents are not read. Time and memory are bounded by `limits.ts`.
 * Throws `archive-*`.
 */
export async function openZip(file: LocalFile): Promise<ZipArchive> {
  const zip = await opening(file);
  const directoryOffset = zip.readEntryCursor as number | boolean;
  if (typeof directoryOffset !== 'number') throw new TypeError('yauzl no longer tells where the directory begins');
  try {
    const raw: string | Uint8Array = zip.comment;
    const comment = typeof raw === 'string' ? new Uint8Array(0) : raw;
    const { entries, end } = await readDirectory(zip, file, directoryOffset);
    await checkEnd(file, { start: directoryOffset, end }, file.size - comment.length);
    checkEntries(entries, directoryOffset, file.name);
    return { file, entries, comment, directoryOffset };
  } finally {
    zip.close();
  }
}

async function opening(file: LocalFile): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new LocalFileReader(file), file.size, {
      autoClose: false,
      decodeStrings: false,
    });
  } catch (cause) {
    throw hasOwnCode(cause) ? cause : corrupt(file, cause);
  }
}

async function readDirectory(
  zip: ZipFile,
  file: LocalFile,
  start: number,
): Promise<{ readonly entries: ZipEntry[]; readonly end: number }> {
  if (zip.entryCount > MAX_ENTRIES) throw tooLarge(file, `${zip.entryCount} members`);
  const entries: ZipEntry[] = [];
  let directoryBytes = 0;
  let unpacked = 0;
  try {
    for await (const header of zip.eachEntry()) {
      directoryBytes += 46 + header.fileNameLength + header.extraFieldLength + header.fileCommentLength;
      if (directoryBytes > MAX_DIRECTORY_BYTES) throw tooLarge(file, 'a directory of more than 64 MiB');
      const entry = toEntry(header, file);
      unpacked += entry.size;
      if (isBomb(unpacked, file.size)) throw bomb(file);
      entries.push(entry);
    }
  } catch (cause) {
    throw hasOwnCode(cause) ? cause : corrupt(file, cause);
  }
  return { entries, end: start + directoryBytes };
}

// Our errors and those of reading the file; yauzl's own have no code.
function hasOwnCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

/**
 * The directory must end where the end records begin, and these must give its size and place. Readers find it in different
 * ways: some believe the offset, others (Python's zipfile, and so pip) count the size back from the end. Where the two
 * disagree, what was checked here would not be what is installed.
 */
async function checkEnd(
  file: LocalFile,
  directory: { readonly start: number; readonly end: number },
  commentOffset: number,
): Promise<void> {
  const record = commentOffset - END_BYTES;
  const isZip64 = record - directory.end === ZIP64_END_BYTES;
  if (!isZip64 && record !== directory.end) throw strayEnd(file);
  const from = Math.max(0, record - ZIP64_END_BYTES);
  const bytes = Buffer.from(await file.read(from, commentOffset - from));
  const at = record - from;
  const hasLocator = at >= LOCATOR_BYTES && bytes.readUInt32LE(at - LOCATOR_BYTES) === LOCATOR;
  const size = directory.end - directory.start;
  const isRight = isZip64
    ? hasLocator &&
      bytes.readUInt32LE(0) === ZIP64_END &&
      isNumber(bytes, 40, size) &&
      isNumber(bytes, 48, directory.start) &&
      isNumber(bytes, 64, directory.end)
    : !hasLocator && bytes.readUInt32LE(at + 12) === size && bytes.readUInt32LE(at + 16) === directory.start;
  if (!isRight) throw strayEnd(file);
}

function isNumber(bytes: Buffer, at: number, value: number): boolean {
  return bytes.readBigUInt64LE(at) === BigInt(value);
}

function strayEnd(file: LocalFile): Error {
  return corrupt(file, new Error('the central directory does not end where its end record says'));
}

function toEntry(header: Entry, file: LocalFile): ZipEntry {
  const name = decodeName(header, file);
  return {
    name,
    isDirectory: name.endsWith('/'),
    method: header.compressionMethod,
    flags: header.generalPurposeBitFlag,
    crc32: header.crc32,
    compressedSize: header.compressedSize,
    size: header.uncompressedSize,
    offset: header.relativeOffsetOfLocalHeader,
    mode: header.externalFileAttributes >>> 16,
    header,
  };
}

function decodeName(header: Entry, file: LocalFile): string {
  // Without the UTF-8 flag the name is code page 437, as Python reads it.
  if ((header.generalPurposeBitFlag & 0x800) === 0) return getFileNameLowLevel(0, header.fileNameRaw, [], true);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header.fileNameRaw);
  } catch (cause) {
    throw pypiError(
      'archive-name-not-utf8',
      `${file.name} has a member whose name is said to be UTF-8 and is not.`,
      'Build the file again with a current build tool.',
      { cause },
    );
  }
}

function bomb(file: LocalFile): Error {
  return pypiError(
    'archive-bomb',
    `${file.name} has ${file.size} bytes and would unpack to more than 256 MiB and 200 times that.`,
    'Do not install this file. If it is yours, leave out the data that compresses so well.',
  );
}

function tooLarge(file: LocalFile, what: string): Error {
  return pypiError(
    'archive-too-large',
    `${file.name} has ${what}, which is more than is read here.`,
    'Split the package into smaller ones.',
  );
}

function corrupt(file: LocalFile, cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return pypiError(
    'archive-corrupt',
    `${file.name} is not a whole zip archive: ${detail.replace(/\.$/, '')}.`,
    'Copy or download the file again, or build it again.',
    { cause },
  );
}
