/** A header block, read as node-tar reads it, because that is what installs the package. */
export interface TarHeader {
  readonly path: string;
  /** Bytes of content that follow. */
  readonly size: number;
  /** `0` file, `1` hard link, `2` symbolic link, `5` directory, `x` and `g` pax, `L` and `K` GNU long names. */
  readonly type: string;
  readonly mode: number;
}

export type HeaderFault = 'checksum' | 'number' | 'not-utf8';

export const TAR_BLOCK_BYTES = 512;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const SIZE = { offset: 124, length: 12 };
const CHECKSUM = { offset: 148, length: 8 };

/** Reads a header block, or says what is wrong with it. */
export function parseTarHeader(block: Uint8Array): TarHeader | HeaderFault {
  if (octal(block, CHECKSUM.offset, CHECKSUM.length) !== checksum(block)) return 'checksum';
  const size = number(block, SIZE.offset, SIZE.length);
  const mode = number(block, 100, 8);
  if (size === undefined || mode === undefined) return 'number';
  const name = nullTerminated(block.subarray(0, 100));
  const prefix = prefixOf(block);
  if (name === undefined || prefix === undefined) return 'not-utf8';
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
  return { path: prefix === '' ? name : `${prefix}/${name}`, size, type, mode: mode & 0o7777 };
}

/** A copy of a header block for content of another size, its numbers written in the style of the block. */
export function resizedHeader(block: Uint8Array, size: number): Uint8Array {
  const copy = Buffer.from(block);
  writeOctal(copy, SIZE, size);
  writeOctal(copy, CHECKSUM, checksum(copy));
  return copy;
}

/** A header block for a file, as npm writes it. */
export function fileHeader(path: string, size: number): Uint8Array {
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  block.write(path, 0, 100);
  block.write('000644 \0', 100, 'latin1');
  block.write('00000000000 ', SIZE.offset, 'latin1');
  block.write('3560116604 \0', 136, 'latin1');
  block.write('000000 \0', CHECKSUM.offset, 'latin1');
  block.write('0', 156);
  block.write('ustar\u000000', 257, 'latin1');
  return resizedHeader(block, size);
}

/** Whether a block is all zeros: the end of the archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let i = 0; i < block.length; i++) if (block[i] !== 0) return false;
  return true;
}

/** How many bytes of padding follow `size` bytes of content. */
export function paddingAfter(size: number): number {
  return (TAR_BLOCK_BYTES - (size % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
}

/** A text up to its first NUL; undefined when it is not UTF-8. */
export function nullTerminated(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  return utf8(end === -1 ? bytes : bytes.subarray(0, end));
}

/** Undefined when it is not UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

// Only "ustar" version "00" has a prefix; with a zero at 475 it is xstar's, which is shorter and followed by times.
function prefixOf(block: Uint8Array): string | undefined {
  if (latin1(block.subarray(257, 265)) !== 'ustar\u000000') return '';
  return nullTerminated(block.subarray(345, block[475] === 0 ? 475 : 500));
}

function number(block: Uint8Array, offset: number, length: number): number | undefined {
  // Base 256, for sizes of 8 GiB and more.
  if (block[offset] === 0x80) {
    const value = block.subarray(offset + 1, offset + length).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  return octal(block, offset, length);
}

// Digits up to a NUL or space; older writers pad with leading spaces.
function octal(block: Uint8Array, offset: number, length: number): number | undefined {
  const digits = latin1(block.subarray(offset, offset + length))
    .replace(/^ +/, '')
    .replace(/[\0 ].*$/s, '');
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined;
}

function checksum(block: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < TAR_BLOCK_BYTES; i++) {
    const isOwn = i >= CHECKSUM.offset && i < CHECKSUM.offset + CHECKSUM.length;
    sum += isOwn ? 0x20 : (block[i] ?? 0);
  }
  return sum;
}

// Writers end numbers with a NUL, a space or both; as many digits go before that as fit.
function writeOctal(block: Buffer, { offset, length }: { offset: number; length: number }, value: number): void {
  const tail = /[\0 ]+$/.exec(latin1(block.subarray(offset, offset + length)))?.[0] ?? '';
  const digits = value.toString(8).padStart(length - tail.length, '0');
  const fits = digits.length + tail.length === length && digits.length > 1;
  block.write(fits ? digits + tail : `${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
}
