import type { BuildSet } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import { type PathOf, shownName, shownNames } from '../shown-name.ts';

/** What a build must have when it is sealed. */
export interface ExpectedFiles {
  /** How many files. */
  readonly expect?: number;
  /** Exactly these, by the names that people know them by; each once. */
  readonly expectFiles?: readonly string[];
}

/**
 * Throws `parts-missing` when a build has too few files, and `part-arrived` when it has all of them and others: what is
 * missing may come, what is too much does not go away.
 */
export function requireExpected(
  build: string,
  { entries }: BuildSet,
  { expect, expectFiles }: ExpectedFiles,
  format?: PathOf,
): void {
  if (expectFiles !== undefined) {
    const wanted = new Set(expectFiles.map((name) => name.normalize('NFC')));
    const missing = [...wanted].filter((name) => !entries.some((entry) => shownName(entry, format) === name));
    const extra = entries.filter((entry) => !wanted.has(shownName(entry, format)));
    const faults = [
      ...(missing.length > 0 ? [`${shownNames(missing.map((name) => ({ name })))} ${are(missing)} missing`] : []),
      ...(extra.length > 0 ? [`${shownNames(extra, format)} ${are(extra)} not among those expected`] : []),
    ];
    if (faults.length > 0) throw unexpected(`Of build ${build} ${faults.join('; ')}.`, missing.length > 0);
  }
  if (expect !== undefined && entries.length !== expect) {
    const message = `Build ${build} has ${count(entries.length)}, not ${expect}: ${shownNames(entries, format)}.`;
    throw unexpected(message, entries.length < expect);
  }
}

function unexpected(message: string, isMissing: boolean): CodedError {
  const next = isMissing
    ? 'Wait for the jobs that are missing, then seal again. Nothing was changed.'
    : 'Say what you expect anew, or abandon the build and let its jobs add to another one. Nothing was changed.';
  return new CodedError(isMissing ? 'parts-missing' : 'part-arrived', message, { side: 'home', next });
}

function are({ length }: readonly unknown[]): string {
  return length === 1 ? 'is' : 'are';
}

function count(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}
