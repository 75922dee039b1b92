import { crc32 } from 'node:zlib';

import { pypiError, quoted } from './errors.ts';
import { isZlibError, unzipped } from './unzipped.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';
import { LOCAL_HEADER_BYTES } from './zip-checks.ts';

const LOCAL_SIGNATURE = 0x04034b50;
const AGAIN = 'Copy or download the file again, or build it again.';

/** Where a member's compressed bytes begin. Throws `archive-corrupt` when its local header is another member's. */
export async function dataOffset(archive: ZipArchive, entry: ZipEntry): Promise<number> {
  const nameLength = entry.header.fileNameRaw.length;
  const bytes = await archive.file.read(entry.offset, LOCAL_HEADER_BYTES + nameLength);
  if (bytes.length < LOCAL_HEADER_BYTES + nameLength) throw corrupt(archive, entry, 'its header is cut off');
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE) throw corrupt(archive, entry, 'it has no local header');
  const name = bytes.subarray(LOCAL_HEADER_BYTES);
  if (header.getUint16(26, true) !== nameLength || Buffer.compare(name, entry.header.fileNameRaw) !== 0) {
    throw corrupt(archive, entry, 'its local header has another name');
  }
  const start = entry.offset + LOCAL_HEADER_BYTES + nameLength + header.getUint16(28, true);
  if (start + entry.compressedSize > archive.directoryOffset)
    throw corrupt(archive, entry, 'it runs into the directory');
  return start;
}

/**
 * A member's unpacked bytes. Fails at the end when they have another length or CRC than declared, and as soon as there are
 * more. Throws `archive-corrupt`, `archive-checksum`, `archive-unsupported`.
 */
export async function* unpackEntry(archive: ZipArchive, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = await dataOffset(archive, entry);
  let size = 0;
  let checksum = 0;
  for await (const chunk of decoded(archive, entry, start)) {
    size += chunk.length;
    if (size > entry.size) throw corrupt(archive, entry, `it unpacks to more than its ${entry.size} bytes`);
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
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

async function* decoded(archive: ZipArchive, entry: ZipEntry, start: number): AsyncGenerator<Uint8Array> {
  const raw = archive.file.stream({ start, end: start + entry.compressedSize });
  if (entry.method === 0) {
    yield* raw;
    return;
  }
  if (entry.method !== 8) {
    throw pypiError(
      'archive-unsupported',
      `${quoted(entry.name)} in ${archive.file.name} is compressed by method ${entry.method}.`,
      'Build the file with stored or deflated members only, as installers expect.',
    );
  }
  try {
    yield* unzipped(raw, 'deflate');
  } catch (cause) {
    throw isZlibError(cause) ? corrupt(archive, entry, 'its compressed data is damaged', cause) : cause;
  }
}

function corrupt(archive: ZipArchive, entry: ZipEntry, why: string, cause?: unknown): Error {
  const details = cause === undefined ? {} : { cause };
  return pypiError(
    'archive-corrupt',
    `${quoted(entry.name)} in ${archive.file.name} is damaged: ${why}.`,
    AGAIN,
    details,
  );
}
