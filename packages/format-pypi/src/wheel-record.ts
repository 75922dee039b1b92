import { isUtf8 } from 'node:buffer';

import { pypiError, quoted } from './errors.ts';
import { MAX_RECORD_BYTES } from './limits.ts';
import { parseRecord, type RecordRow } from './record.ts';
import { distInfoEntry, type WheelArchive } from './wheel-archive.ts';
import type { ZipEntry } from './zip-archive.ts';
import { readEntry } from './zip-read.ts';

/** A wheel's RECORD beside its members. */
export interface WheelRecord {
  readonly entry: ZipEntry;
  /** Each file but RECORD and its signatures with its row, in the order of the archive; directories left out. */
  readonly files: readonly { readonly entry: ZipEntry; readonly row: RecordRow }[];
}

// MD5 and SHA-1 are not permitted in a wheel (binary distribution format, "The .dist-info directory").
const HASH = /^(sha256|sha384|sha512)=/;

/** Signatures of RECORD, which it cannot list with a hash (PEP 427, "Signed wheel files"). */
export const SIGNATURES = ['RECORD.jws', 'RECORD.p7s'];

/**
 * Reads RECORD and matches it with the members: each file has one row with a strong hash and, if any, the right size, and
 * each row a file. Contents are not hashed. Throws `record-missing`, `record-invalid` and `record-mismatch`.
 */
export async function readWheelRecord(wheel: WheelArchive): Promise<WheelRecord> {
  const file = wheel.zip.file.name;
  const entry = recordEntry(wheel);
  const rows = parseRecord(decode(await readEntry(wheel.zip, entry, MAX_RECORD_BYTES), file), file);
  const byPath = new Map(rows.map((row) => [row.path, row]));
  const unlisted = new Set([entry.name, ...SIGNATURES.map((name) => `${wheel.distInfo}/${name}`)]);
  const files = wheel.zip.entries
    .filter((member) => !member.isDirectory && !unlisted.has(member.name))
    .map((member) => ({ entry: member, row: rowOf(member, byPath, file) }));
  const known = new Set([...files.map((listed) => listed.entry.name), ...unlisted]);
  const stray = rows.find((row) => !known.has(row.path));
  if (stray) throw mismatch(file, `lists ${quoted(stray.path)}, which the wheel does not hold`);
  return { entry, files };
}

/** The error of a RECORD that does not describe its wheel. */
export function mismatch(file: string, what: string): Error {
  return pypiError(
    'record-mismatch',
    `The RECORD of ${file} ${what}.`,
    'The wheel was changed after it was built: build it again, and change wheels with "wheel tags" or "wheel pack" only.',
  );
}

function recordEntry(wheel: WheelArchive): ZipEntry {
  if (!wheel.zip.entries.some((member) => member.name.toLowerCase() === `${wheel.distInfo}/record`.toLowerCase())) {
    throw pypiError(
      'record-missing',
      `${wheel.zip.file.name} has no RECORD.`,
      'Build the wheel with a build tool (python -m build --wheel), not with zip.',
    );
  }
  return distInfoEntry(wheel, 'RECORD');
}

function rowOf(member: ZipEntry, rows: ReadonlyMap<string, RecordRow>, file: string): RecordRow {
  const row = rows.get(member.name);
  if (!row) throw mismatch(file, `does not list ${quoted(member.name)}`);
  if (!HASH.test(row.hash)) throw mismatch(file, `has no hash of SHA-256 or stronger for ${quoted(member.name)}`);
  if (row.size !== '' && Number(row.size) !== member.size) {
    throw mismatch(file, `gives ${quoted(member.name)} ${row.size} bytes, the wheel ${member.size}`);
  }
  return row;
}

function decode(bytes: Uint8Array, file: string): string {
  if (!isUtf8(bytes)) {
    throw pypiError('record-invalid', `The RECORD of ${file} is not UTF-8.`, 'Build the wheel again.');
  }
  return new TextDecoder().decode(bytes);
}
