import { AdvisedError } from '@buildset/core';

export { quoted } from '@buildset/core';

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

/** The error of this package. */
export function genericError(
  ...args: ConstructorParameters<typeof AdvisedError<GenericFormatErrorCode>>
): AdvisedError<GenericFormatErrorCode> {
  return new AdvisedError(...args);
}
