import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ByteReader, type LocalFile } from '@buildset/core';
import { genericError, quoted } from './errors.ts';
import { isBomb, MAX_ARCHIVE_FILES } from './limits.ts';
import { BLOCK, padding, parseHeader, parsePax, type TarHeader } from './tar-block.ts';
import { checkTreePath } from './tree-path.ts';

const UNTRUSTED = 'Nothing of it should be used. Find out who published it, and publish the files again.';

/** A file in an archive. `content` is to be read before the next file is asked for; what is not read is passed over. */
export interface ArchivedFile {
  readonly path: string;
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The files of an archive in its order, in constant memory, the gzip checksum included. Throws `archive-*` at the first
 * member that is no plain file at a safe path (links, devices, duplicates, paths that leave the tree), and for bombs.
 */
export async function* readArchive(file: LocalFile): AsyncGenerator<ArchivedFile> {
  const reader = new ByteReader(unzipped(file));
  const seen = new Set<string>();
  try {
    for (let header = await nextHeader(reader); header; header = await nextHeader(reader)) {
      if (header.type === '5') continue;
      const path = checkMember(header, seen, file);
      const content = contentOf(reader, header.size, file);
      yield { path, mode: header.mode & 0o777, size: header.size, content };
      for await (const _rest of content) continue;
      await reader.skip(padding(header.size).length);
    }
    // What follows the end mark is padding; reading it lets gunzip check length and CRC.
    await reader.skip(Number.MAX_SAFE_INTEGER);
  } catch (error) {
    throw asArchiveError(error, file);
  } finally {
    await reader.close();
  }
}

/** The next member's header, with what pax records say of it; undefined at the end. */
async function nextHeader(reader: ByteReader): Promise<TarHeader | undefined> {
  let pax: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const block = await reader.take(BLOCK);
    if (block.length < BLOCK) throw new RangeError('it is cut off');
    const header = parseHeader(block);
    if (header === undefined) return undefined;
    if (header.type !== 'x' && header.type !== 'g') return withPax(header, pax);
    const records = parsePax(await reader.take(Math.min(header.size, BLOCK * BLOCK)));
    await reader.skip(padding(header.size).length);
    if (header.type === 'x') pax = records;
  }
}

function withPax(header: TarHeader, pax: ReadonlyMap<string, string>): TarHeader {
  const size = pax.get('size');
  if (size !== undefined && !/^[0-9]{1,15}$/.test(size)) throw new RangeError('a pax size is no number');
  return { ...header, path: pax.get('path') ?? header.path, size: size === undefined ? header.size : Number(size) };
}

/** The file's path, when it may be unpacked. */
function checkMember({ path, type }: TarHeader, seen: Set<string>, { name }: LocalFile): string {
  const what = `${name} has a member ${quoted(path)}`;
  if (type === '1' || type === '2') throw genericError('archive-link', `${what} that is a link.`, UNTRUSTED);
  if (type !== '0') throw genericError('archive-unsupported', `${what} that is no file.`, UNTRUSTED);
  const safe = safePath(path, what);
  if (seen.has(safe)) throw genericError('archive-duplicate-entry', `${what} twice.`, UNTRUSTED);
  seen.add(safe);
  if (seen.size <= MAX_ARCHIVE_FILES) return safe;
  throw genericError('archive-too-large', `${name} has over ${MAX_ARCHIVE_FILES} files.`, 'Split the set.');
}

function safePath(path: string, what: string): string {
  try {
    return checkTreePath(path);
  } catch (cause) {
    throw genericError('archive-unsafe-path', `${what} that would not stay inside, or is no file name.`, UNTRUSTED, {
      cause,
    });
  }
}

/** Exactly `size` bytes; reading a second time goes on where the first stopped. */
function contentOf(reader: ByteReader, size: number, file: LocalFile): AsyncIterable<Uint8Array> {
  let missing = size;
  return {
    async *[Symbol.asyncIterator]() {
      while (missing > 0) {
        const chunk = await reader.take(Math.min(missing, 64 * 1024)).catch((error: unknown) => {
          throw asArchiveError(error, file);
        });
        if (chunk.length === 0) throw asArchiveError(new RangeError('it is cut off'), file);
        missing -= chunk.length;
        yield chunk;
      }
    },
  };
}

async function* unzipped(file: LocalFile): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  pipeline(Readable.from(file.stream()), gunzip).catch(() => undefined);
  let unpacked = 0;
  try {
    for await (const chunk of gunzip) {
      const bytes = Buffer.from(chunk);
      unpacked += bytes.length;
      if (isBomb(unpacked, file.size)) {
        throw genericError('archive-bomb', `${file.name} unpacks to over 256 MiB and 200 times its size.`, UNTRUSTED);
      }
      yield bytes;
    }
  } finally {
    gunzip.destroy();
  }
}

function asArchiveError(error: unknown, { name }: LocalFile): unknown {
  const isZlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  if (isZlib && error.message.includes('incorrect data check')) {
    const message = `${name} does not have the checksum that it states.`;
    return genericError('archive-checksum', message, 'Download it again.', { cause: error });
  }
  if (!isZlib && !(error instanceof RangeError) && !(error instanceof TypeError)) return error;
  const message = `${name} is not a whole archive: ${error instanceof Error ? error.message : ''}.`;
  return genericError('archive-corrupt', message, 'Download it again, or publish the files again.', { cause: error });
}
