import type { ByteReader } from '@buildset/core';
import {
  isZeroBlock,
  nullTerminated,
  parsePaxRecords,
  parseTarHeader,
  TAR_BLOCK_BYTES,
  type TarHeader,
} from './tar-header.ts';

/** Why a tar archive cannot be read, thrown by `tarMembers`; its reader makes it an error with a code. */
export class TarFault extends Error {}

/** Bytes of a pax header or a GNU long name. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

interface Overrides {
  readonly path?: string;
  readonly linkPath?: string;
  readonly size?: number;
}

/**
 * The members of a tar archive in order, long names resolved. The consumer may take a member's content from `reader`
 * before it asks for the next; what it leaves is skipped. Throws `TarFault`.
 */
export async function* tarMembers(reader: ByteReader): AsyncGenerator<TarHeader> {
  let overrides: Overrides = {};
  for (;;) {
    const block = await reader.take(TAR_BLOCK_BYTES);
    if (block.length < TAR_BLOCK_BYTES) throw new TarFault('it ends before its end mark');
    if (isZeroBlock(block)) return;
    const header = parseTarHeader(block);
    if (!header) throw new TarFault('a header has a wrong checksum or a name that is not UTF-8');
    if ('xgLK'.includes(header.type)) {
      overrides = { ...overrides, ...(await readExtension(reader, header)) };
      continue;
    }
    const member = { ...header, ...overrides };
    overrides = {};
    const contentSize = '12345'.includes(member.type) ? 0 : member.size;
    const end = reader.taken + padded(contentSize);
    yield { ...member, size: contentSize };
    const left = end - reader.taken;
    if ((await reader.skip(left)) < left) throw new TarFault('its last member is cut off');
  }
}

async function readExtension(reader: ByteReader, header: TarHeader): Promise<Overrides> {
  if (header.size > MAX_EXTENSION_BYTES) throw new TarFault('an extended header is larger than 1 MiB');
  const content = (await reader.take(padded(header.size))).subarray(0, header.size);
  if (content.length < header.size) throw new TarFault('an extended header is cut off');
  // Global headers hold comments, such as git's commit.
  if (header.type === 'g') return {};
  if (header.type === 'x') return paxOverrides(content);
  const name = nullTerminated(content);
  if (name === undefined) throw new TarFault('a long name is not UTF-8');
  return header.type === 'L' ? { path: name } : { linkPath: name };
}

function paxOverrides(content: Uint8Array): Overrides {
  const records = parsePaxRecords(content);
  if (!records) throw new TarFault('an extended header is malformed');
  const [path, linkPath, size] = [records.get('path'), records.get('linkpath'), records.get('size')];
  if (size !== undefined && !Number.isSafeInteger(Number(size))) throw new TarFault('an extended header is malformed');
  return {
    ...(path !== undefined && { path }),
    ...(linkPath !== undefined && { linkPath }),
    ...(size !== undefined && { size: Number(size) }),
  };
}

function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
}
