import { AdvisedError } from '@buildset/core';

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

/** An error of `codeartifact-generic`. */
export class GenericError extends AdvisedError<GenericErrorCode> {}
