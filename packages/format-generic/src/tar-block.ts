import { MAX_PAX_BYTES } from './limits.ts';

/** Bytes of a tar block. Source: POSIX.1-2017, pax Interchange Format and ustar. */
export const BLOCK = 512;

/** The largest number that eleven octal digits hold; above it a pax record tells the size. */
const MAX_OCTAL = 0o77777777777;

/** What a header says. */
export interface TarHeader {
  readonly path: string;
  /** `0` file, `5` folder, `1` and `2` links, `x` and `g` pax records. */
  readonly type: string;
  readonly mode: number;
  readonly size: number;
}

/** The blocks before a file's bytes: a pax header where path or size do not fit, then the ustar header. */
export function fileHeader(path: string, mode: number, size: number): Uint8Array {
  const isShort = /^[\x20-\x7e]{1,100}$/.test(path);
  const records = [
    ...(isShort ? [] : [paxRecord('path', path)]),
    ...(size > MAX_OCTAL ? [paxRecord('size', size)] : []),
  ];
  const pax = Buffer.from(records.join(''));
  const own = ustar({ path: isShort ? path : 'file', type: '0', mode, size: size > MAX_OCTAL ? 0 : size });
  if (pax.length === 0) return own;
  return Buffer.concat([
    ustar({ path: 'pax', type: 'x', mode: 0o644, size: pax.length }),
    pax,
    padding(pax.length),
    own,
  ]);
}

/** Zeros up to the next block. */
export function padding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** Reads a ustar header; undefined for the empty block that ends an archive. Throws a RangeError for no header. */
export function parseHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const bytes = Buffer.from(block);
  if (checksumOf(bytes) !== octal(bytes, 148, 8)) throw new RangeError('a header has a wrong checksum');
  const prefix = text(bytes, 345, 155);
  const name = text(bytes, 0, 100);
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    type: bytes[156] === 0 ? '0' : String.fromCharCode(bytes[156] ?? 0),
    mode: octal(bytes, 100, 8),
    size: octal(bytes, 124, 12),
  };
}

/** Reads pax records. Throws a RangeError when they are not. */
export function parsePax(content: Uint8Array): ReadonlyMap<string, string> {
  if (content.length > MAX_PAX_BYTES) throw new RangeError('a pax header is too long');
  const records = new Map<string, string>();
  let rest = Buffer.from(content);
  while (rest.length > 0) {
    const [, digits = ''] = /^([1-9][0-9]{0,5}) /.exec(rest.subarray(0, 8).toString('latin1')) ?? [];
    const length = Number(digits);
    const record = new TextDecoder('utf-8', { fatal: true }).decode(rest.subarray(digits.length + 1, length));
    const equals = record.indexOf('=');
    if (length === 0 || length > rest.length || equals < 1 || !record.endsWith('\n')) {
      throw new RangeError('a pax header is not valid');
    }
    records.set(record.slice(0, equals), record.slice(equals + 1, -1));
    rest = rest.subarray(length);
  }
  return records;
}

/** Owner, group and time are always the same, so that equal files give equal archives. */
function ustar({ mode, path, size, type }: TarHeader): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100);
  block.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  block.write(`${checksumOf(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The sum of a header's bytes, its own field taken as spaces. */
function checksumOf(block: Buffer): number {
  return block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

function paxRecord(key: string, value: string | number): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (rest + String(length).length !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function octal(bytes: Buffer, start: number, length: number): number {
  const digits = bytes.toString('latin1', start, start + length).replace(/[\0 ]+$/, '').trimStart(); // prettier-ignore
  if (!/^[0-7]*$/.test(digits)) throw new RangeError('a header has a number that is none');
  return Number.parseInt(digits || '0', 8);
}

function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder('utf-8', { fatal: true }).decode(end === -1 ? field : field.subarray(0, end));
}
