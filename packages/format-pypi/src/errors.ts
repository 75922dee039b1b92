import { AdvisedError } from '@buildset/core';

export { quoted } from '@buildset/core';

/** Every code that this package throws. Public: docs/errors.md lists each with its cause and its cure. */
export const PYPI_ERROR_CODES = [
  'archive-bomb',
  'archive-checksum',
  'archive-corrupt',
  'archive-duplicate-entry',
  'archive-link',
  'archive-name-not-utf8',
  'archive-overlap',
  'archive-too-large',
  'archive-unsafe-path',
  'archive-unsupported',
  'build-tag-disagrees',
  'invalid-environment',
  'invalid-environment-marker',
  'invalid-metadata',
  'invalid-name',
  'invalid-requirement',
  'invalid-sdist-name',
  'invalid-specifier',
  'invalid-version',
  'invalid-wheel-file',
  'invalid-wheel-name',
  'metadata-ambiguous',
  'metadata-missing',
  'metadata-not-utf8',
  'metadata-too-large',
  'name-mismatch',
  'record-invalid',
  'record-mismatch',
  'record-missing',
  'retag-differs',
  'unknown-file-type',
  'version-mismatch',
  'wheel-signed',
  'wheel-tags-disagree',
] as const;

export type PypiErrorCode = (typeof PYPI_ERROR_CODES)[number];

/** The error of this package. */
export function pypiError(
  ...args: ConstructorParameters<typeof AdvisedError<PypiErrorCode>>
): AdvisedError<PypiErrorCode> {
  return new AdvisedError(...args);
}
