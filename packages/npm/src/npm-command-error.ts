import { CodedError, type ErrorDetails } from '@buildset/core';

/** Every code that this package throws. */
export type NpmCommandErrorCode =
  | 'build-disagrees'
  | 'dependencies-unknown'
  | 'dependency-not-active'
  | 'no-package-here'
  | 'no-workspaces'
  | 'npmrc-invalid'
  | 'package-twice'
  | 'packages-not-attached'
  | 'provenance-unreadable'
  | 'registry-not-codeartifact';

/** An error of `codeartifact-npm`; none ends without what to do next. */
export class NpmCommandError extends CodedError<NpmCommandErrorCode> {
  constructor(code: NpmCommandErrorCode, message: string, next: string, details: Omit<ErrorDetails, 'next'> = {}) {
    super(code, message, { ...details, next });
  }
}
