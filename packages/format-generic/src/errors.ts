import { CodedError, type ErrorDetails } from '@buildset/core';

/** Every code that this package throws. Public: docs/errors.md lists each with its cause and its cure. */
export const GENERIC_FORMAT_ERROR_CODES = [
  'archive-bomb',
  'archive-checksum',
  'archive-corrupt',
  'archive-duplicate-entry',
  'archive-link',
  'archive-too-large',
  'archive-unsafe-path',
  'archive-unsupported',
  'file-changed',
  'invalid-name',
  'package-not-named',
  'path-collision',
  'unsafe-path',
] as const;

export type GenericFormatErrorCode = (typeof GENERIC_FORMAT_ERROR_CODES)[number];

/** The error of this package; `next` is required so that no message ends without a fix. */
export function genericError(
  code: GenericFormatErrorCode,
  message: string,
  next: string,
  details: Omit<ErrorDetails, 'next'> = {},
): CodedError<GenericFormatErrorCode> {
  return new CodedError(code, message, { ...details, next });
}

/** A name from outside, quoted and cut to 80 characters, so that a hostile one cannot flood or garble a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
