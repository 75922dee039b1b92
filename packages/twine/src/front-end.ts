import type { FrontEnd } from '@buildset/cli-kit';
import { COMMANDS } from './commands.ts';

/** `codeartifact-twine`, but for its version. */
export const twineFrontEnd: Omit<FrontEnd, 'version'> = {
  name: 'codeartifact-twine',
  summary: 'Uploads Python builds to AWS CodeArtifact as twine does, and promotes exactly the one that was tested.',
  commands: COMMANDS,
};
