import { createHash, hash } from 'node:crypto';

import { ByteReader, parseSha256, type Sha256 } from '@buildset/core';

import type { ZipArchive, ZipEntry } from './zip-archive.ts';
import { corrupt, extraFieldLength, isSmall, localHeadBytes, unpacked, unpackedWhole } from './zip-read.ts';

/** Told of the digest of a member's content, in base64url. */
type OnDigest = (entry: ZipEntry, digest: string) => void;

/**
 * Reads an archive once from its first byte to its last: the SHA-256 of all, and of each member that `algorithmOf` names
 * an algorithm for, the digest of its content. Every member is unpacked and held against its length and CRC. In constant
 * memory. Throws what `onDigest` throws, and `archive-*`.
 */
export async function digestArchive(
  archive: ZipArchive,
  algorithmOf: (entry: ZipEntry) => string | undefined,
  onDigest: OnDigest,
): Promise<Sha256> {
  const whole = createHash('sha256');
  const reader = new ByteReader(observed(archive.file.stream(), (chunk) => whole.update(chunk)));
  try {
    for (const entry of archive.entries.toSorted((a, b) => a.offset - b.offset)) {
      await openMember(reader, archive, entry);
      const algorithm = algorithmOf(entry) ?? 'sha256';
      const digestOf = isSmall(entry) ? digestWhole : digestStream;
      onDigest(entry, await digestOf(reader, archive, entry, algorithm));
    }
    await reader.skip(Number.MAX_SAFE_INTEGER);
  } finally {
    await reader.close();
  }
  return parseSha256(whole.digest('hex'));
}

/** Moves to where a member's compressed bytes begin. */
async function openMember(reader: ByteReader, archive: ZipArchive, entry: ZipEntry): Promise<void> {
  if (reader.taken > entry.offset) throw corrupt(archive, entry, 'the member before it runs into it');
  await reader.skip(entry.offset - reader.taken);
  const head = await reader.take(localHeadBytes(entry));
  await reader.skip(extraFieldLength(archive, entry, head));
}

async function digestWhole(
  reader: ByteReader,
  archive: ZipArchive,
  entry: ZipEntry,
  algorithm: string,
): Promise<string> {
  const raw = await reader.take(entry.compressedSize);
  return hash(algorithm, unpackedWhole(archive, entry, raw), 'base64url');
}

async function digestStream(
  reader: ByteReader,
  archive: ZipArchive,
  entry: ZipEntry,
  algorithm: string,
): Promise<string> {
  const raw = memberBytes(reader, entry.compressedSize);
  const digest = createHash(algorithm);
  for await (const chunk of unpacked(archive, entry, raw)) digest.update(chunk);
  await raw.return(); // unpacking may end before its input: wait for what it still reads
  return digest.digest('base64url');
}

async function* memberBytes(reader: ByteReader, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = length; left > 0;) {
    const part = await reader.next(left);
    if (part === undefined) return;
    left -= part.length;
    yield part;
  }
}

async function* observed(
  source: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onChunk(chunk);
    yield chunk;
  }
}
