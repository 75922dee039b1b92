import { crc32 } from 'node:zlib';

import { pypiError, quoted } from './errors.ts';
import { inflated, isZlibError, unzipped } from './unzipped.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';
import { LOCAL_HEADER_BYTES } from './zip-checks.ts';

const LOCAL_SIGNATURE = 0x04034b50;
/** Members of which neither form is larger are unpacked in one go. */
const SMALL_BYTES = 256 * 1024;
const AGAIN = 'Copy or download the file again, or build it again.';

/** Where a member's compressed bytes begin. Throws `archive-corrupt` when its local header is another member's. */
export async function dataOffset(archive: ZipArchive, entry: ZipEntry): Promise<number> {
  const bytes = await archive.file.read(entry.offset, localHeadBytes(entry));
  const start = entry.offset + bytes.length + extraFieldLength(archive, entry, bytes);
  if (start + entry.compressedSize > archive.directoryOffset)
    throw corrupt(archive, entry, 'it runs into the directory');
  return start;
}

/** Bytes of a member's local header with its name, without its extra field. */
export function localHeadBytes(entry: ZipEntry): number {
  return LOCAL_HEADER_BYTES + entry.header.fileNameRaw.length;
}

/** How long the extra field is that follows a member's local header and name. Throws `archive-corrupt`. */
export function extraFieldLength(archive: ZipArchive, entry: ZipEntry, head: Uint8Array): number {
  const nameLength = entry.header.fileNameRaw.length;
  if (head.length < LOCAL_HEADER_BYTES + nameLength) throw corrupt(archive, entry, 'its header is cut off');
  const header = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE) throw corrupt(archive, entry, 'it has no local header');
  const name = head.subarray(LOCAL_HEADER_BYTES);
  if (header.getUint16(26, true) !== nameLength || Buffer.compare(name, entry.header.fileNameRaw) !== 0) {
    throw corrupt(archive, entry, 'its local header has another name');
  }
  return header.getUint16(28, true);
}

/** A member's unpacked bytes, read where they are. Throws what `unpacked` throws. */
export async function* unpackEntry(archive: ZipArchive, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = await dataOffset(archive, entry);
  if (isSmall(entry)) yield unpackedWhole(archive, entry, await archive.file.read(start, entry.compressedSize));
  else yield* unpacked(archive, entry, archive.file.stream({ start, end: start + entry.compressedSize }));
}

/**
 * A member's bytes unpacked from its compressed ones. Fails at the end when they have another length or CRC than declared,
 * and as soon as there are more. Throws `archive-corrupt`, `archive-checksum`, `archive-unsupported`.
 */
export async function* unpacked(
  archive: ZipArchive,
  entry: ZipEntry,
  raw: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  let checksum = 0;
  for await (const chunk of decoded(archive, entry, raw)) {
    size += chunk.length;
    if (size > entry.size) throw tooMuch(archive, entry);
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  checkContent(archive, entry, size, checksum);
}

/** Whether `unpackedWhole` is for it. A stream for each of a wheel's many small files costs several times what unpacking them does. */
export function isSmall({ compressedSize, size }: ZipEntry): boolean {
  return compressedSize <= SMALL_BYTES && size <= SMALL_BYTES;
}

/** A small member unpacked from all of its compressed bytes. Throws what `unpacked` throws. */
export function unpackedWhole(archive: ZipArchive, entry: ZipEntry, raw: Uint8Array): Uint8Array {
  requireKnownMethod(archive, entry);
  const content = entry.method === 0 ? raw : inflatedMember(archive, entry, raw);
  if (content.length > entry.size) throw tooMuch(archive, entry);
  checkContent(archive, entry, content.length, crc32(content));
  return content;
}

function inflatedMember(archive: ZipArchive, entry: ZipEntry, raw: Uint8Array): Uint8Array {
  try {
    return inflated(raw, entry.size);
  } catch (cause) {
    throw damaged(archive, entry, cause);
  }
}

function checkContent(archive: ZipArchive, entry: ZipEntry, size: number, checksum: number): void {
  if (size < entry.size) throw corrupt(archive, entry, `it unpacks to ${size} of its ${entry.size} bytes`);
  if (checksum !== entry.crc32) {
    throw pypiError('archive-checksum', `${quoted(entry.name)} in ${archive.file.name} does not have its CRC.`, AGAIN);
  }
}

/** A small member whole. Throws `metadata-too-large` over `maxBytes`, and what `unpackEntry` throws. */
export async function readEntry(archive: ZipArchive, entry: ZipEntry, maxBytes: number): Promise<Uint8Array> {
  if (entry.size > maxBytes || entry.compressedSize > maxBytes) {
    throw pypiError(
      'metadata-too-large',
      `${quoted(entry.name)} in ${archive.file.name} has ${entry.size} bytes; ${maxBytes} are the most that is read.`,
      'Shorten it (a README can be linked instead of included) and build again.',
    );
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of unpackEntry(archive, entry)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* decoded(
  archive: ZipArchive,
  entry: ZipEntry,
  raw: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  requireKnownMethod(archive, entry);
  if (entry.method === 0) {
    yield* raw;
    return;
  }
  try {
    yield* unzipped(raw, 'deflate');
  } catch (cause) {
    throw damaged(archive, entry, cause);
  }
}

function requireKnownMethod(archive: ZipArchive, entry: ZipEntry): void {
  if (entry.method === 0 || entry.method === 8) return;
  throw pypiError(
    'archive-unsupported',
    `${quoted(entry.name)} in ${archive.file.name} is compressed by method ${entry.method}.`,
    'Build the file with stored or deflated members only, as installers expect.',
  );
}

function tooMuch(archive: ZipArchive, entry: ZipEntry): Error {
  return corrupt(archive, entry, `it unpacks to more than its ${entry.size} bytes`);
}

/** What unpacking threw, told as damage where zlib refused the data. */
function damaged(archive: ZipArchive, entry: ZipEntry, cause: unknown): unknown {
  return isZlibError(cause) ? corrupt(archive, entry, 'its compressed data is damaged', cause) : cause;
}

export function corrupt(archive: ZipArchive, entry: ZipEntry, why: string, cause?: unknown): Error {
  const details = cause === undefined ? {} : { cause };
  return pypiError(
    'archive-corrupt',
    `${quoted(entry.name)} in ${archive.file.name} is damaged: ${why}.`,
    AGAIN,
    details,
  );
}
