import { WORKSPACE_FLAGS } from '../package/workspace-flags.ts';

const WHERE = 'Where to:';
const BUILD = 'The build:';
const PACKING = 'Packing, as with npm pack:';

/** The flags of `attach`. */
export const ATTACH_FLAGS = {
  ...WORKSPACE_FLAGS,
  repository: {
    type: 'string',
    alias: 'r',
    group: WHERE,
    describe:
      'Stage or repository [default: where npm publish would go, by publishConfig and .npmrc; else the first stage]',
  },
  tag: {
    type: 'string',
    group: WHERE,
    describe: 'dist-tag that it gets there when it becomes active [default: latest, forward only]',
  },
  'allow-backwards': {
    type: 'boolean',
    group: WHERE,
    describe: 'With --tag: although it points at a later version now',
  },
  activate: {
    type: 'boolean',
    group: WHERE,
    describe: 'Make this very build active there, whatever is newer; gates count',
  },
  assume: { type: 'string', array: true, nargs: 1, group: WHERE, describe: 'NAME=VALUE: how the service behaves' },
  'no-activate': { type: 'boolean', group: WHERE, describe: 'Leave active what is active there' },
  build: { type: 'string', group: BUILD, describe: 'Its tag; auto: the number of the CI run' },
  'work-item': {
    type: 'string',
    array: true,
    nargs: 1,
    group: BUILD,
    describe: 'What the build is for; may be repeated',
  },
  'ignore-scripts': { type: 'boolean', group: PACKING, describe: 'Run no prepack, prepare and postpack' },
  'dry-run': { type: 'boolean', group: PACKING, describe: 'Pack and say what would be attached; write nothing' },
} as const;
