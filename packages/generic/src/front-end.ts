import type { FrontEnd } from '@buildset/cli-kit';
import { COMMANDS } from './commands.ts';

/** `codeartifact-generic`, but for its version. */
export const genericFrontEnd: Omit<FrontEnd, 'version'> = {
  name: 'codeartifact-generic',
  summary: 'Publishes trees of files to AWS CodeArtifact as builds, and promotes exactly the one that was tested.',
  commands: COMMANDS,
};
