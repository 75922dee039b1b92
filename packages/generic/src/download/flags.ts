import { CONNECTION_FLAGS } from '@buildset/cli-kit';

const WHICH = 'Which build:';

/** Which set of a version is read. */
export const FIND_FLAGS = {
  build: { type: 'string', group: WHICH, describe: 'The build of this tag' },
  set: { type: 'string', group: WHICH, describe: 'The set of this digest, or of its first 12 digits' },
  last: { type: 'boolean', group: WHICH, describe: 'The build of the highest tag' },
  repository: { type: 'string', alias: 'r', group: WHICH, describe: 'Alone: what this repository holds now' },
  ...CONNECTION_FLAGS,
} as const;
