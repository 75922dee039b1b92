import type { Options } from 'yargs';

const WHICH = 'Which build:';

/** Which build of the version is meant; exactly one of the first five. */
export const SELECTOR_FLAGS = {
  build: { type: 'string', group: WHICH, describe: 'The build of this tag' },
  file: { type: 'string', array: true, group: WHICH, describe: 'Exactly these files of the source' },
  set: { type: 'string', group: WHICH, describe: 'The set of this digest, or of its first 12 digits' },
  last: { type: 'boolean', group: WHICH, describe: 'The build of the highest tag' },
  'last-passed': { type: 'boolean', group: WHICH, describe: 'The build of the highest tag that meets the gates' },
  expect: { type: 'number', group: WHICH, describe: 'With --last: how many files it must have' },
} as const satisfies Record<string, Options>;

const WHERE = 'From where to where:';
const HOW = 'How:';

/** The flags of a promotion; AWS's own names are accepted too. */
export const PROMOTION_FLAGS = {
  ...SELECTOR_FLAGS,
  from: {
    type: 'string',
    alias: 'source-repository',
    group: WHERE,
    describe: 'Stage or repository that holds the build [default: the only one that the stage allows]',
  },
  to: { type: 'string', alias: 'destination-repository', group: WHERE, describe: 'Stage or repository that gets it' },
  package: { type: 'string', group: WHERE, describe: 'The package, where the spec is not given' },
  'package-version': { type: 'string', group: WHERE, describe: 'Its version, where the spec is not given' },
  exclusive: { type: 'boolean', group: HOW, describe: 'Leave only this build in the version' },
  'strip-build': {
    type: 'boolean',
    group: HOW,
    describe: 'Take the build out of the files, which are then the only ones of the version',
  },
  replace: { type: 'boolean', group: HOW, describe: 'Replace files of another known build' },
  'add-anyway': { type: 'boolean', group: HOW, describe: 'Add it although installers will take another build' },
  'allow-upstream': {
    type: 'boolean',
    group: HOW,
    describe: 'Promote although the destination reaches the source as an upstream',
  },
  'allow-partial': {
    type: 'boolean',
    group: HOW,
    describe: 'Without a right to the transit: publish file by file, although installers may meanwhile find a part',
  },
  assume: { type: 'string', array: true, nargs: 1, group: HOW, describe: 'NAME=VALUE: how the service behaves' },
  override: { type: 'string', group: HOW, describe: 'Go past gates and holds, for this recorded reason' },
  'dry-run': { type: 'boolean', group: HOW, describe: 'Say what would be done, and write nothing' },
  'plan-out': { type: 'string', group: HOW, describe: 'Write the plan to this file, and nothing else: see apply' },
  wait: { type: 'number', group: HOW, describe: 'Seconds to wait for another run on the package [default: 300]' },
} as const satisfies Record<string, Options>;
