const WHAT = 'Packages of a monorepo:';

/** Which packages of a monorepo; npm's names. */
export const WORKSPACE_FLAGS = {
  workspace: {
    type: 'string',
    alias: 'w',
    array: true,
    nargs: 1,
    group: WHAT,
    describe: 'This package of the monorepo, by name or folder; may be repeated',
  },
  workspaces: {
    type: 'boolean',
    alias: 'ws',
    group: WHAT,
    describe: 'Every package of the monorepo that is not private',
  },
} as const;
