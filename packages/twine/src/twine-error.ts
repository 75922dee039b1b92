import { AdvisedError } from '@buildset/core';

/** Every code that this package throws. */
export type TwineErrorCode =
  | 'attestation-invalid'
  | 'attestation-missing'
  | 'build-disagrees'
  | 'file-exists'
  | 'file-not-written'
  | 'files-not-uploaded'
  | 'no-files'
  | 'output-exists'
  | 'password-missing'
  | 'pypirc-invalid'
  | 'repository-unknown';

/** An error of `codeartifact-twine`. */
export class TwineError extends AdvisedError<TwineErrorCode> {}
