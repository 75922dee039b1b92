/** What the headers of a zip member say (APPNOTE.TXT 4.3.7, 4.3.12). */
export interface MemberHeader {
  readonly rawName: Uint8Array;
  readonly versionMadeBy: number;
  readonly versionNeeded: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly internalAttributes: number;
  readonly externalAttributes: number;
  /** Of the central directory, without zip64's. */
  readonly extra: Uint8Array;
  readonly comment: Uint8Array;
}

const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
const ZIP64_ID = 1;
const ZIP64_VERSION = 45;

/** The local header of a member whose size is below 4 GiB; it has no extra field. */
export function localHeader(member: MemberHeader): Uint8Array {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeCommon(header, 4, member, [member.compressedSize, member.size]);
  header.writeUInt16LE(member.rawName.length, 26);
  return Buffer.concat([header, member.rawName]);
}

/** The central directory's header of a member at `offset`, with a zip64 extra field where a value needs one. */
export function centralHeader(member: MemberHeader, offset: number): Uint8Array {
  const values = [member.size, member.compressedSize, offset];
  const large = values.filter((value) => value >= MAX_32);
  const [size = 0, compressedSize = 0, position = 0] = values.map((value) => Math.min(value, MAX_32));
  const extra = Buffer.concat([zip64Extra(large), member.extra]);
  const needed = large.length > 0 ? Math.max(member.versionNeeded, ZIP64_VERSION) : member.versionNeeded;

  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(member.versionMadeBy, 4);
  writeCommon(header, 6, { ...member, versionNeeded: needed }, [compressedSize, size]);
  header.writeUInt16LE(member.rawName.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(member.comment.length, 32);
  header.writeUInt16LE(member.internalAttributes, 36);
  header.writeUInt32LE(member.externalAttributes, 38);
  header.writeUInt32LE(position, 42);
  return Buffer.concat([header, member.rawName, extra, member.comment]);
}

/** The records after a central directory of `count` members and `size` bytes at `offset`, zip64's where they are needed. */
export function endRecords(count: number, size: number, offset: number, comment: Uint8Array): Uint8Array {
  const isLarge = count >= MAX_16 || size >= MAX_32 || offset >= MAX_32;
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(Math.min(count, MAX_16), 8);
  record.writeUInt16LE(Math.min(count, MAX_16), 10);
  record.writeUInt32LE(Math.min(size, MAX_32), 12);
  record.writeUInt32LE(Math.min(offset, MAX_32), 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([isLarge ? zip64EndRecords(count, size, offset) : Buffer.alloc(0), record, comment]);
}

/** Extra fields without zip64's, whose offset holds for one place only. */
export function withoutZip64(extra: Uint8Array): Uint8Array {
  const view = Buffer.from(extra);
  const kept: Uint8Array[] = [];
  let position = 0;
  while (position + 4 <= view.length) {
    const end = position + 4 + view.readUInt16LE(position + 2);
    if (view.readUInt16LE(position) !== ZIP64_ID) kept.push(view.subarray(position, end));
    position = end;
  }
  return Buffer.concat(kept);
}

type Sizes = readonly [compressedSize: number, size: number];

function writeCommon(header: Buffer, at: number, member: MemberHeader, [compressedSize, size]: Sizes): void {
  header.writeUInt16LE(member.versionNeeded, at);
  header.writeUInt16LE(member.flags, at + 2);
  header.writeUInt16LE(member.method, at + 4);
  header.writeUInt16LE(member.time, at + 6);
  header.writeUInt16LE(member.date, at + 8);
  header.writeUInt32LE(member.crc32, at + 10);
  header.writeUInt32LE(compressedSize, at + 14);
  header.writeUInt32LE(size, at + 18);
}

function zip64Extra(values: readonly number[]): Uint8Array {
  if (values.length === 0) return new Uint8Array(0);
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(ZIP64_ID, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return extra;
}

function zip64EndRecords(count: number, size: number, offset: number): Uint8Array {
  const records = Buffer.alloc(56 + 20);
  records.writeUInt32LE(0x06064b50, 0);
  records.writeBigUInt64LE(44n, 4);
  records.writeUInt16LE(ZIP64_VERSION, 12);
  records.writeUInt16LE(ZIP64_VERSION, 14);
  for (const [i, value] of [count, count, size, offset].entries()) {
    records.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  }
  records.writeUInt32LE(0x07064b50, 56);
  records.writeBigUInt64LE(BigInt(offset + size), 64);
  records.writeUInt32LE(1, 72);
  return records;
}
