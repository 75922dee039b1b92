import { crc32 } from 'node:zlib';

import { ComposedFile, joined, type Piece } from './composed-file.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';
import { LOCAL_HEADER_BYTES } from './zip-checks.ts';
import { dataOffset } from './zip-read.ts';
import { centralHeader, endRecords, localHeader, type MemberHeader, withoutZip64 } from './zip-writer.ts';

/** A member of the new archive: an old one as it is, or an old one's header with other content. */
export interface ComposedMember {
  readonly entry: ZipEntry;
  readonly content?: Uint8Array;
}

const DESCRIPTOR_FLAG = 0x8;
const UTF8_FLAG = 0x800;
/** Bytes: a data descriptor with signature and zip64 sizes. */
const MAX_DESCRIPTOR_BYTES = 24;

/**
 * An archive of the given members in their order. Members without new content are copied raw, header and compressed bytes;
 * new content is stored, because what deflate makes differs between zlib's builds and the result shall not.
 */
export async function composeZip(
  name: string,
  archive: ZipArchive,
  members: readonly ComposedMember[],
): Promise<ComposedFile> {
  const ends = spanLimits(archive);
  const pieces: Piece[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { entry, content } of members) {
    const header = content ? storedHeader(entry, content) : copiedHeader(entry);
    const added: Piece[] = content
      ? [{ bytes: localHeader(header) }, { bytes: content }]
      : [await rawSpan(archive, entry, ends.get(entry) ?? archive.directoryOffset)];
    directory.push(centralHeader(header, offset));
    pieces.push(...added);
    for (const piece of added) offset += 'bytes' in piece ? piece.bytes.length : piece.end - piece.start;
  }
  const directoryBytes = Buffer.concat(directory);
  const end = endRecords(members.length, directoryBytes.length, offset, archive.comment);
  return new ComposedFile(name, joined([...pieces, { bytes: directoryBytes }, { bytes: end }]));
}

/** Where what follows each member begins. */
function spanLimits(archive: ZipArchive): ReadonlyMap<ZipEntry, number> {
  const inFile = archive.entries.toSorted((a, b) => a.offset - b.offset);
  return new Map(inFile.map((entry, i) => [entry, inFile[i + 1]?.offset ?? archive.directoryOffset]));
}

// The local header is read only where the directory leaves open how long it is: extra fields, a data descriptor, a gap.
async function rawSpan(archive: ZipArchive, entry: ZipEntry, limit: number): Promise<Piece> {
  const least = entry.offset + LOCAL_HEADER_BYTES + entry.header.fileNameLength + entry.compressedSize;
  if (least === limit) return { file: archive.file, start: entry.offset, end: limit };
  const dataEnd = (await dataOffset(archive, entry)) + entry.compressedSize;
  const descriptor = (entry.flags & DESCRIPTOR_FLAG) === 0 ? 0 : MAX_DESCRIPTOR_BYTES;
  return { file: archive.file, start: entry.offset, end: Math.min(dataEnd + descriptor, limit) };
}

function copiedHeader(entry: ZipEntry): MemberHeader {
  const { header } = entry;
  return {
    rawName: header.fileNameRaw,
    versionMadeBy: header.versionMadeBy,
    versionNeeded: header.versionNeededToExtract,
    flags: entry.flags,
    method: entry.method,
    time: header.lastModFileTime,
    date: header.lastModFileDate,
    crc32: entry.crc32,
    compressedSize: entry.compressedSize,
    size: entry.size,
    internalAttributes: header.internalFileAttributes,
    externalAttributes: header.externalFileAttributes,
    extra: withoutZip64(header.extraFieldRaw),
    comment: header.fileCommentRaw,
  };
}

function storedHeader(entry: ZipEntry, content: Uint8Array): MemberHeader {
  return {
    ...copiedHeader(entry),
    versionNeeded: 20,
    flags: entry.flags & UTF8_FLAG,
    method: 0,
    crc32: crc32(content),
    compressedSize: content.length,
    size: content.length,
  };
}
