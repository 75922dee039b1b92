import { CodedError, type ErrorDetails } from '@buildset/core';

/** Every code that this package throws. Public: docs/errors.md lists each with its cause and its cure. */
export const NPM_ERROR_CODES = [
  'archive-bomb',
  'archive-checksum',
  'archive-corrupt',
  'archive-duplicate-entry',
  'archive-link',
  'archive-many-roots',
  'archive-name-not-utf8',
  'archive-too-large',
  'archive-unsafe-path',
  'archive-unsupported',
  'invalid-manifest',
  'invalid-name',
  'invalid-provenance',
  'invalid-tag',
  'invalid-version',
  'manifest-ambiguous',
  'manifest-missing',
  'manifest-too-large',
  'name-mismatch',
  'no-build-in-version',
  'pack-failed',
  'package-private',
  'script-failed',
  'strip-differs',
  'version-mismatch',
  'workspace-unreadable',
] as const;

export type NpmErrorCode = (typeof NPM_ERROR_CODES)[number];

/** The error of this package; `next` is required so that no message ends without a fix. */
export function npmError(
  code: NpmErrorCode,
  message: string,
  next: string,
  details: Omit<ErrorDetails, 'next'> = {},
): CodedError<NpmErrorCode> {
  return new CodedError(code, message, { ...details, next });
}

/** Text from a file, quoted and cut to 80 characters, so that a hostile name cannot flood or garble a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
