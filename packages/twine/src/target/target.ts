import type { ConnectionSettings, IndexLogin } from '@buildset/cli-kit';

/** Where an upload goes. At least one of the two is there. */
export interface Target {
  /** For messages and results: the repository's name, or its address without a login. */
  readonly repository: string;
  /** CodeArtifact's API: what is uploaded can be recorded. */
  readonly codeartifact?: { readonly settings: ConnectionSettings; readonly repository: string };
  /** An address and a login, as `.pypirc` has them. */
  readonly login?: IndexLogin;
}
