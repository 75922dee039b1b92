import type { PromoteFlags } from '@buildset/cli-kit';

const GROUP = 'To a registry outside CodeArtifact:';

/** The flags of `promote` for a registry outside CodeArtifact; npm's names where npm has them. */
export const OUTSIDE_FLAGS = {
  'to-registry': { type: 'string', group: GROUP, describe: 'Its address, in place of --to; the login is of .npmrc' },
  access: {
    choices: ['public', 'restricted'],
    group: GROUP,
    describe: 'Who may read a package that is new there [default: as the registry has it]',
  },
  otp: { type: 'string', group: GROUP, describe: 'One-time password' },
  provenance: { type: 'string', group: GROUP, describe: 'File of a Sigstore bundle about this tarball, sent with it' },
} as const;

/** What the command line says of a registry outside. */
export interface OutsideFlags extends PromoteFlags {
  readonly toRegistry?: string | undefined;
  readonly access?: 'public' | 'restricted' | undefined;
  readonly otp?: string | number | undefined;
  readonly provenance?: string | undefined;
}
