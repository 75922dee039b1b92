import { latin1, utf8 } from './tar-header.ts';

/** The records of a pax header; undefined when it is malformed. Values that are not UTF-8 make it malformed. */
export function parsePaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  let position = 0;
  while (position < bytes.length && bytes[position] !== 0) {
    const space = bytes.indexOf(0x20, position);
    if (space === -1 || space === position || space - position > 10) return undefined;
    const digits = latin1(bytes.subarray(position, space));
    const end = position + Number(digits);
    if (!/^\d+$/.test(digits) || end <= space + 1 || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined;
    const record = bytes.subarray(space + 1, end - 1);
    const equals = record.indexOf(0x3d);
    const value = equals === -1 ? undefined : utf8(record.subarray(equals + 1));
    if (value === undefined) return undefined;
    records.set(latin1(record.subarray(0, equals)), value);
    position = end;
  }
  return records;
}
