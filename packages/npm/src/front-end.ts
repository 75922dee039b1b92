import type { FrontEnd } from '@buildset/cli-kit';
import { COMMANDS } from './commands.ts';

/** `codeartifact-npm`, but for its version. */
export const npmFrontEnd: Omit<FrontEnd, 'version'> = {
  name: 'codeartifact-npm',
  summary: 'Attaches npm packages to AWS CodeArtifact as builds, several of one version, and promotes exactly one.',
  commands: COMMANDS,
};
