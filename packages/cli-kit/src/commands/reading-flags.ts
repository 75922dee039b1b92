import { CONNECTION_FLAGS } from '../flags.ts';

const WHICH = 'Which build:';

/** Which build of a version is read. */
export const READING_FLAGS = {
  build: { type: 'string', group: WHICH, describe: 'The build of this tag' },
  set: { type: 'string', group: WHICH, describe: 'The set of this digest, or of its first 12 digits' },
  last: { type: 'boolean', group: WHICH, describe: 'The build of the highest tag' },
  repository: {
    type: 'string',
    alias: 'r',
    group: WHICH,
    describe: 'Alone: what this stage or repository holds now; else it is looked into too',
  },
  ...CONNECTION_FLAGS,
} as const;
