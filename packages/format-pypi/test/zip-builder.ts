import { crc32, deflateRawSync } from 'node:zlib';

/** A member to write; every field of the headers can be made to lie. */
export interface ZipMember {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** Default 8, deflated. */
  readonly method?: number;
  /** Unix type and permissions. Default 0o100644. */
  readonly mode?: number;
  /** Default 0x800, names in UTF-8. */
  readonly flags?: number;
  /** What the headers state instead of the truth. */
  readonly crc32?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  /** The local header's name. Default `name`. */
  readonly localName?: string;
  /** Begins where member number N begins, without bytes of its own. */
  readonly sameBytesAs?: number;
  /** Sizes and offset in a zip64 extra field. */
  readonly zip64?: boolean;
  /** A data descriptor with a signature follows. */
  readonly descriptor?: boolean;
  /** Extra fields, raw, in both headers. */
  readonly extra?: Uint8Array;
  readonly comment?: string;
}

export interface ZipOptions {
  readonly comment?: string;
  /** Bytes between the members and the central directory. */
  readonly gap?: number;
  /** Stated instead of the number of members. */
  readonly count?: number;
  readonly zip64?: boolean;
}

interface Written {
  readonly member: ZipMember;
  readonly offset: number;
  readonly name: Uint8Array;
  readonly sizes: readonly [crc: number, compressed: number, size: number];
}

/** Writes a zip archive, honest or not. */
export function buildZip(members: readonly ZipMember[], options: ZipOptions = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  const written: Written[] = [];
  let offset = 0;
  for (const member of members) {
    const { bytes, record } = local(member, member.sameBytesAs === undefined ? offset : undefined);
    written.push({ ...record, offset: written[member.sameBytesAs ?? -1]?.offset ?? offset });
    if (member.sameBytesAs !== undefined) continue;
    parts.push(bytes);
    offset += bytes.length;
  }
  parts.push(new Uint8Array(options.gap ?? 0));
  offset += options.gap ?? 0;
  const directory = Buffer.concat(written.map(central));
  return Buffer.concat([...parts, directory, end(options.count ?? members.length, directory.length, offset, options)]);
}

function local(member: ZipMember, offset: number | undefined): { bytes: Uint8Array; record: Written } {
  const content = Buffer.from(member.content ?? '');
  const data = (member.method ?? 8) === 8 ? deflateRawSync(content) : content;
  const sizes = [
    member.crc32 ?? crc32(content),
    member.compressedSize ?? data.length,
    member.size ?? content.length,
  ] as const;
  const name = Buffer.from(member.name);
  const localName = Buffer.from(member.localName ?? member.name);
  const extra = Buffer.concat([
    member.zip64 ? zip64Extra(sizes[2], sizes[1]) : Buffer.alloc(0),
    member.extra ?? Buffer.alloc(0),
  ]);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  common(header, 4, member, sizes);
  header.writeUInt16LE(localName.length, 26);
  header.writeUInt16LE(extra.length, 28);
  const descriptor = Buffer.alloc(member.descriptor ? 16 : 0);
  if (member.descriptor) {
    header.fill(0, 14, 26);
    descriptor.writeUInt32LE(0x08074b50, 0);
    for (const [i, value] of sizes.entries()) descriptor.writeUInt32LE(value, 4 + 4 * i);
  }
  return {
    bytes: Buffer.concat([header, localName, extra, data, descriptor]),
    record: { member, offset: offset ?? 0, name, sizes },
  };
}

function central({ member, offset, name, sizes }: Written): Uint8Array {
  const extra = Buffer.concat([
    member.zip64 ? zip64Extra(sizes[2], sizes[1], offset) : Buffer.alloc(0),
    member.extra ?? Buffer.alloc(0),
  ]);
  const comment = Buffer.from(member.comment ?? '');
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x0314, 4);
  common(header, 6, member, sizes);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(comment.length, 32);
  header.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(member.zip64 ? 0xffffffff : offset, 42);
  return Buffer.concat([header, name, extra, comment]);
}

function common(header: Buffer, at: number, member: ZipMember, [crc, compressed, size]: Written['sizes']): void {
  header.writeUInt16LE(member.zip64 ? 45 : 20, at);
  header.writeUInt16LE((member.flags ?? 0x800) | (member.descriptor ? 8 : 0), at + 2);
  header.writeUInt16LE(member.method ?? 8, at + 4);
  header.writeUInt16LE(0x6c33, at + 6);
  header.writeUInt16LE(0x5b2d, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(member.zip64 ? 0xffffffff : compressed, at + 14);
  header.writeUInt32LE(member.zip64 ? 0xffffffff : size, at + 18);
}

function zip64Extra(...values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return extra;
}

function end(count: number, size: number, offset: number, options: ZipOptions): Uint8Array {
  const comment = Buffer.from(options.comment ?? '');
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(options.zip64 ? 0xffff : count, 8);
  record.writeUInt16LE(options.zip64 ? 0xffff : count, 10);
  record.writeUInt32LE(options.zip64 ? 0xffffffff : size, 12);
  record.writeUInt32LE(options.zip64 ? 0xffffffff : offset, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([options.zip64 ? zip64End(count, size, offset) : Buffer.alloc(0), record, comment]);
}

function zip64End(count: number, size: number, offset: number): Uint8Array {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  for (const [i, value] of [count, count, size, offset].entries()) record.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
