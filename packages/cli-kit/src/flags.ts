import type { InferredOptionTypes, Options } from 'yargs';
import { CliError } from './cli-error.ts';
import type { FoundConfiguration, SettingName } from './config/find-configuration.ts';
import type { ConnectionSettings } from './connection/connection.ts';
import { defined } from './defined.ts';

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

/** How much a command says, and how. */
export const OUTPUT_FLAGS = {
  json: { type: 'boolean', group: OUTPUT, describe: 'Print the result as one JSON object' },
  verbose: { type: 'boolean', group: OUTPUT, describe: 'Say more, on stderr' },
  quiet: { type: 'boolean', group: OUTPUT, describe: 'Print errors and warnings only' },
} as const satisfies Record<string, Options>;

export type ConnectionFlags = {
  readonly [Key in keyof Omit<InferredOptionTypes<typeof CONNECTION_FLAGS>, 'domain-owner' | 'endpoint-url'>]?:
    | string
    | undefined;
} & { readonly domainOwner?: string | undefined; readonly endpointUrl?: string | undefined };

/** A flag goes over the environment, and that over the configuration file. Throws `domain-missing`. */
export function settingsOf(flags: ConnectionFlags, found?: FoundConfiguration): ConnectionSettings {
  const { quotas } = flags;
  const flagOf = { ...flags, endpoint: flags.endpointUrl };
  const value = (name: SettingName): string | undefined => flagOf[name] ?? found?.settings[name]?.value;
  const domain = value('domain');
  if (domain === undefined || domain === '') {
    throw new CliError('domain-missing', 'No domain was given.', {
      next: 'Name the CodeArtifact domain: --domain abc, BUILDSET_DOMAIN, or "domain" in the configuration.',
    });
  }
  return {
    domain,
    home: value('home') ?? 'buildset',
    ...defined({
      domainOwner: value('domainOwner'),
      endpoint: value('endpoint'),
      profile: value('profile'),
      region: value('region'),
    }),
    ...(quotas === 'aws' || quotas === 'none' ? { quotas } : {}),
  };
}
