import { pypiError, quoted } from './errors.ts';

/** A row of a wheel's RECORD (recording installed projects; binary distribution format). */
export interface RecordRow {
  readonly path: string;
  /** `sha256=…`, urlsafe base64 without padding; empty for RECORD itself and its signatures. */
  readonly hash: string;
  /** Bytes, empty where unknown. */
  readonly size: string;
}

const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n)/y;

/** Reads a RECORD: CSV with three fields a row. Throws `record-invalid`, for a path that stands twice too. */
export function parseRecord(text: string, wheel: string): readonly RecordRow[] {
  const seen = new Set<string>();
  return csvRows(text, wheel).map(([path = '', hash = '', size = '', ...more]) => {
    const isSize = /^\d*$/.test(size);
    const isHash = hash === '' || /^[\w-]+=[\w=-]+$/.test(hash);
    if (path === '' || more.length > 0 || !isSize || !isHash)
      throw invalid(wheel, `the row of ${quoted(path)} is malformed`);
    if (seen.has(path)) throw invalid(wheel, `${quoted(path)} stands in it twice`);
    seen.add(path);
    return { path, hash, size };
  });
}

/** Writes a RECORD as Python's `csv` module does, with `\n` after each row. The inverse of `parseRecord`. */
export function formatRecord(rows: readonly RecordRow[]): string {
  return rows.map(({ path, hash, size }) => `${[path, hash, size].map(csvField).join(',')}\n`).join('');
}

function csvRows(content: string, wheel: string): string[][] {
  const text = content === '' || content.endsWith('\n') ? content : `${content}\n`;
  const rows: string[][] = [];
  let row: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const match = FIELD.exec(text);
    if (!match) throw invalid(wheel, 'it is not CSV');
    const [, inQuotes, plain = '', separator = ''] = match;
    row.push(inQuotes?.replaceAll('""', '"') ?? plain);
    if (separator === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function invalid(wheel: string, why: string): Error {
  return pypiError(
    'record-invalid',
    `The RECORD of ${wheel} cannot be used: ${why}.`,
    'Build the wheel again with a current build tool.',
  );
}
