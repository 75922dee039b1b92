import type { InferredOptionTypes, Options } from 'yargs';
import type { FoundConfiguration } from './config/find-configuration.ts';
import { connectionSettings, type SettingSources } from './config/settings.ts';
import type { ConnectionSettings } from './connection/connection.ts';

const CONNECTION = 'Connection:';
const OUTPUT = 'Output:';

/** Which domain, and how to reach it: of every command that talks to CodeArtifact. */
export const CONNECTION_FLAGS = {
  domain: { type: 'string', group: CONNECTION, describe: 'CodeArtifact domain' },
  'domain-owner': { type: 'string', group: CONNECTION, describe: 'AWS account that owns the domain' },
  region: { type: 'string', group: CONNECTION, describe: 'AWS region [default: as AWS tools find it]' },
  profile: { type: 'string', group: CONNECTION, describe: 'AWS profile' },
  'endpoint-url': { type: 'string', group: CONNECTION, describe: 'Another address of the CodeArtifact API' },
  home: { type: 'string', group: CONNECTION, describe: 'Repository that keeps the records [default: buildset]' },
  quotas: {
    choices: ['aws', 'none'],
    group: CONNECTION,
    describe: "Request rates to keep to [default: AWS's; none on loopback]",
  },
} as const satisfies Record<string, Options>;

const { home: _home, quotas: _quotas, ...access } = CONNECTION_FLAGS;

/** Of commands that ask for tokens and addresses only. */
export const ACCESS_FLAGS = access;

/** How much a command says, and how. */
export const OUTPUT_FLAGS = {
  json: { type: 'boolean', group: OUTPUT, describe: 'Print the result as one JSON object' },
  verbose: { type: 'boolean', group: OUTPUT, describe: 'Say more, on stderr' },
  'no-color': { type: 'boolean', group: OUTPUT, describe: 'Print no colours [NO_COLOR]' },
  quiet: { type: 'boolean', group: OUTPUT, describe: 'Print errors and warnings only' },
} as const satisfies Record<string, Options>;

export type ConnectionFlags = {
  readonly [Key in keyof Omit<InferredOptionTypes<typeof CONNECTION_FLAGS>, 'domain-owner' | 'endpoint-url'>]?:
    | string
    | undefined;
} & { readonly domainOwner?: string | undefined; readonly endpointUrl?: string | undefined };

/**
 * A flag goes over the environment, that over the configuration file, and that over where package managers are logged in.
 * Throws `domain-missing`.
 */
export function settingsOf(flags: ConnectionFlags, found?: FoundConfiguration): ConnectionSettings {
  return settingsFor(undefined, flags, found);
}

/** Like `settingsOf`, of a stage that may have a connection of its own. */
export function settingsFor(
  own: SettingSources['own'],
  flags: ConnectionFlags,
  found?: FoundConfiguration,
): ConnectionSettings {
  const { quotas } = flags;
  return {
    ...connectionSettings({ own, ...sourcesOf(flags, found) }),
    ...(quotas === 'aws' || quotas === 'none' ? { quotas } : {}),
  };
}

/** Where the settings of a connection are looked for. */
export function sourcesOf(flags: ConnectionFlags, found?: FoundConfiguration): Omit<SettingSources, 'own'> {
  const { domain, domainOwner, endpointUrl: endpoint, home, profile, region } = flags;
  return {
    flags: { domain, domainOwner, endpoint, home, profile, region },
    configured: found?.settings,
    loggedIn: found?.loggedIn,
  };
}
