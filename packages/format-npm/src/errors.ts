import { AdvisedError } from '@buildset/core';

export { quoted } from '@buildset/core';

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

/** The error of this package. */
export function npmError(
  ...args: ConstructorParameters<typeof AdvisedError<NpmErrorCode>>
): AdvisedError<NpmErrorCode> {
  return new AdvisedError(...args);
}
