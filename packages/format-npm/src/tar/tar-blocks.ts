import type { ByteReader } from '@buildset/core';
import { quoted } from '../errors.ts';
import { MAX_EXTENSION_BYTES, MAX_EXTENSIONS } from '../limits.ts';
import { corrupt, untrusted } from './archive-error.ts';
import { parsePaxRecords } from './pax.ts';
import {
  isZeroBlock,
  nullTerminated,
  paddingAfter,
  parseTarHeader,
  TAR_BLOCK_BYTES,
  type TarHeader,
} from './tar-header.ts';

/** A member as it stands in the archive: what its blocks say, and the blocks. */
export interface TarMember extends TarHeader {
  /** The pax and GNU headers that belong to it, verbatim, mostly empty. */
  readonly extensions: Uint8Array;
  /** Its own header block. */
  readonly block: Uint8Array;
  /** Whether its size stands in a pax header. */
  readonly sizeInPax: boolean;
}

interface Overrides {
  readonly path?: string;
  readonly size?: number;
}

/**
 * The next member, or undefined at the end mark. Its content and padding come next in `reader`. Throws `archive-corrupt`,
 * `archive-name-not-utf8` and `archive-unsupported`.
 */
export async function nextMember(reader: ByteReader, file: string): Promise<TarMember | undefined> {
  const extensions: Uint8Array[] = [];
  let overrides: Overrides = {};
  for (;;) {
    const block = await reader.take(TAR_BLOCK_BYTES);
    if (block.length < TAR_BLOCK_BYTES) throw corrupt(file, 'it ends before its end mark');
    if (isZeroBlock(block)) {
      if (extensions.length > 0) throw corrupt(file, 'an extended header belongs to nothing');
      return undefined;
    }
    const header = readHeader(block, file);
    if (!'xgLK'.includes(header.type)) {
      const sizeInPax = overrides.size !== undefined;
      return { ...header, ...overrides, extensions: Buffer.concat(extensions), block, sizeInPax };
    }
    if (extensions.length >= 2 * MAX_EXTENSIONS) throw corrupt(file, 'an entry has too many extended headers');
    const content = await readExtension(reader, header, file);
    extensions.push(block, content);
    overrides = { ...overrides, ...extensionOverrides(header, content.subarray(0, header.size), file) };
  }
}

/** Reads what follows the end mark: zeros only, since what reads on would see other entries. Throws `archive-corrupt`. */
export async function readPadding(reader: ByteReader, file: string): Promise<void> {
  for (let part = await reader.next(65_536); part; part = await reader.next(65_536)) {
    if (!isZeroBlock(part)) throw corrupt(file, 'other bytes follow its end mark');
  }
}

function readHeader(block: Uint8Array, file: string): TarHeader {
  const header = parseTarHeader(block);
  if (header === 'checksum') throw corrupt(file, 'a header has a wrong checksum');
  if (header === 'number') throw corrupt(file, 'a header has a size or mode that is no number');
  if (header === 'not-utf8') throw untrusted('archive-name-not-utf8', file, 'has an entry whose name is not UTF-8');
  return header;
}

async function readExtension(reader: ByteReader, { size }: TarHeader, file: string): Promise<Uint8Array> {
  if (size > MAX_EXTENSION_BYTES) throw corrupt(file, 'an extended header is larger than 1 MiB');
  const length = size + paddingAfter(size);
  const content = await reader.take(length);
  if (content.length < length) throw corrupt(file, 'an extended header is cut off');
  return content;
}

function extensionOverrides({ type }: TarHeader, content: Uint8Array, file: string): Overrides {
  if (type === 'K') return {};
  if (type === 'L') {
    const path = nullTerminated(content);
    if (path === undefined) throw untrusted('archive-name-not-utf8', file, 'has a long name that is not UTF-8');
    return { path };
  }
  const records = parsePaxRecords(content);
  if (!records) throw corrupt(file, 'an extended header is malformed');
  const [path, size] = [records.get('path'), records.get('size')];
  if (type === 'g') {
    // Comments are common (git archive); a global path or size is read by some installers and not by others.
    if (path === undefined && size === undefined && !records.has('linkpath')) return {};
    throw untrusted('archive-unsupported', file, 'has a header that renames or resizes all entries');
  }
  if (size !== undefined && (!/^\d+$/.test(size) || !Number.isSafeInteger(Number(size)))) {
    throw corrupt(file, `an extended header has the size ${quoted(size)}`);
  }
  return { ...(path !== undefined && { path }), ...(size !== undefined && { size: Number(size) }) };
}
