/** A member's header block (POSIX ustar, with the GNU forms that Python writes). */
export interface TarHeader {
  readonly path: string;
  readonly linkPath: string;
  /** Bytes of content that follow. */
  readonly size: number;
  /** `0` file, `1` hard link, `2` symbolic link, `5` directory, `x` and `g` pax, `L` and `K` GNU long names. */
  readonly type: string;
}

export const TAR_BLOCK_BYTES = 512;

/** Reads a header block; undefined when its checksum is not right or a name is not UTF-8. */
export function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  if (octal(block, 148, 8) !== checksum(block)) return undefined;
  const size = number(block, 124, 12);
  const names = [text(block, 0, 100), text(block, 157, 100), isUstar(block) ? text(block, 345, 155) : ''];
  const [name, linkPath, prefix] = names;
  if (size === undefined || name === undefined || linkPath === undefined || prefix === undefined) return undefined;
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
  return { path: prefix === '' ? name : `${prefix}/${name}`, linkPath, size, type };
}

/** Whether a block is all zeros: the end of the archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** The records of a pax header (`path`, `linkpath`, `size`); undefined when it is malformed. */
export function parsePaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  let position = 0;
  while (position < bytes.length && bytes[position] !== 0) {
    const space = bytes.indexOf(0x20, position);
    const length = Number(latin1(bytes.subarray(position, space)));
    if (space === -1 || space - position > 10 || !Number.isInteger(length) || length <= space - position + 1) {
      return undefined;
    }
    const record = bytes.subarray(space + 1, position + length - 1);
    if (position + length > bytes.length || bytes[position + length - 1] !== 0x0a) return undefined;
    const equals = record.indexOf(0x3d);
    const value = decode(record.subarray(equals + 1));
    if (equals === -1 || value === undefined) return undefined;
    records.set(latin1(record.subarray(0, equals)), value);
    position += length;
  }
  return records;
}

/** A NUL-terminated text; undefined when it is not UTF-8. */
export function nullTerminated(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  return decode(end === -1 ? bytes : bytes.subarray(0, end));
}

function text(block: Uint8Array, offset: number, length: number): string | undefined {
  return nullTerminated(block.subarray(offset, offset + length));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// GNU's prefix field ("ustar  ") holds other things.
function isUstar(block: Uint8Array): boolean {
  return latin1(block.subarray(257, 263)) === 'ustar\0';
}

function number(block: Uint8Array, offset: number, length: number): number | undefined {
  // Base 256, for sizes of 8 GiB and more.
  if (block[offset] === 0x80) {
    const value = block.subarray(offset + 1, offset + length).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  return octal(block, offset, length);
}

function octal(block: Uint8Array, offset: number, length: number): number | undefined {
  const digits = latin1(block.subarray(offset, offset + length)).replace(/[\0 ].*$/s, '');
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined;
}

function checksum(block: Uint8Array): number {
  return block.subarray(0, TAR_BLOCK_BYTES).reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 0x20 : byte), 0);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
