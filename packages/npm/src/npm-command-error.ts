import { AdvisedError } from '@buildset/core';

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

/** An error of `codeartifact-npm`. */
export class NpmCommandError extends AdvisedError<NpmCommandErrorCode> {}
