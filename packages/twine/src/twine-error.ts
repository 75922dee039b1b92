import { CodedError, type ErrorDetails } from '@buildset/core';

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

/** An error of `codeartifact-twine`; none ends without what to do next. */
export class TwineError extends CodedError<TwineErrorCode> {
  constructor(code: TwineErrorCode, message: string, next: string, details: Omit<ErrorDetails, 'next'> = {}) {
    super(code, message, { ...details, next });
  }
}
