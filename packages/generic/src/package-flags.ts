const WHAT = 'The package:';
const TREE = 'The files:';

/** Which version of which package; AWS's names. */
export const PACKAGE_FLAGS = {
  package: { type: 'string', demandOption: true, group: WHAT, describe: 'The package' },
  namespace: { type: 'string', demandOption: true, group: WHAT, describe: 'Its namespace' },
  'package-version': { type: 'string', demandOption: true, group: WHAT, describe: 'The version' },
} as const;

/** Which files of the folders that were named. */
export const TREE_FLAGS = {
  ignore: {
    type: 'string',
    array: true,
    nargs: 1,
    group: TREE,
    describe: 'Leave out what matches, for example "*.log" or "build/"; may be repeated',
  },
  archive: { type: 'boolean', group: TREE, describe: 'Keep the tree as one .tar.gz, which download unpacks' },
  'max-assets': {
    type: 'number',
    group: TREE,
    describe: 'Assets that a version of this domain may hold [default: assetCap of the configuration, else 150]',
  },
} as const;
