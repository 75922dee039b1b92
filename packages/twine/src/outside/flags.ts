import type { PromoteFlags } from '@buildset/cli-kit';

const GROUP = 'To an index outside CodeArtifact:';

/** The flags of `promote` for an index outside CodeArtifact; twine's names. */
export const OUTSIDE_FLAGS = {
  'to-repository-url': { type: 'string', group: GROUP, describe: 'Address to upload to, in place of --to' },
  'index-url': { type: 'string', group: GROUP, describe: 'Address that installers read [default: its simple/]' },
  username: { type: 'string', alias: 'u', group: GROUP, describe: 'User name [TWINE_USERNAME]' },
  password: { type: 'string', alias: 'p', group: GROUP, describe: 'Password or token [TWINE_PASSWORD]' },
  'config-file': { type: 'string', group: GROUP, describe: 'The .pypirc to read [default: ~/.pypirc]' },
  cert: { type: 'string', group: GROUP, describe: 'PEM file of authorities to trust [TWINE_CERT]' },
  'client-cert': { type: 'string', group: GROUP, describe: 'PEM file of a client certificate and its key' },
  'non-interactive': { type: 'boolean', group: GROUP, describe: 'Ask for no password [TWINE_NON_INTERACTIVE]' },
} as const;

/** What the command line says of an index outside. */
export interface OutsideFlags extends PromoteFlags {
  readonly toRepositoryUrl?: string | undefined;
  readonly indexUrl?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly configFile?: string | undefined;
  readonly cert?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly nonInteractive?: boolean | undefined;
}
