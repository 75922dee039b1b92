import type { FrontEnd } from '@buildset/cli-kit';
import { COMMANDS } from './commands.ts';

/** `buildset`, but for its version. */
export const buildsetFrontEnd: Omit<FrontEnd, 'version'> = {
  name: 'buildset',
  summary: 'Promotes exactly the build that was tested, on AWS CodeArtifact.',
  commands: COMMANDS,
};
