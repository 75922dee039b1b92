import { CodedError, type ErrorDetails } from '@buildset/core';

/** Every code that this package throws. */
export type GenericErrorCode =
  | 'archive-bomb'
  | 'file-changed'
  | 'file-unreadable'
  | 'no-files'
  | 'path-collision'
  | 'special-file'
  | 'too-many-files'
  | 'tree-differs'
  | 'unsafe-path';

/** An error of `codeartifact-generic`; none ends without what to do next. */
export class GenericError extends CodedError<GenericErrorCode> {
  constructor(code: GenericErrorCode, message: string, next: string, details: Omit<ErrorDetails, 'next'> = {}) {
    super(code, message, { ...details, next });
  }
}
