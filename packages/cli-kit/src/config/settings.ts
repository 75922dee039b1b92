import { CliError } from '../cli-error.ts';
import type { ConnectionSettings } from '../connection/connection.ts';
import { defined } from '../defined.ts';
import { type Environment, firstSet } from '../environment.ts';
import type { Configuration, Stage } from './configuration.ts';
import type { LoggedIn } from './logged-in.ts';

/** A value of the configuration, and where it was found. */
export interface Sourced {
  readonly value: string;
  readonly from: string;
}

/** What each setting of the connection is called in the environment, and on the command line where it has a flag. */
const SETTINGS = {
  domain: { variable: 'BUILDSET_DOMAIN', flag: '--domain' },
  domainOwner: { variable: 'BUILDSET_DOMAIN_OWNER', flag: '--domain-owner' },
  region: { variable: 'BUILDSET_REGION', flag: '--region' },
  profile: { variable: 'BUILDSET_PROFILE', flag: '--profile' },
  endpoint: { variable: 'BUILDSET_ENDPOINT_URL', flag: '--endpoint-url' },
  home: { variable: 'BUILDSET_HOME', flag: '--home' },
  transit: { variable: 'BUILDSET_TRANSIT', flag: undefined },
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings = Readonly<Partial<Record<SettingName, Sourced>>>;

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** What `BUILDSET_*` variables and the file say; a variable goes over the file. */
export function configuredSettings(configuration: Configuration, file: string, environment: Environment): Settings {
  const settings: Partial<Record<SettingName, Sourced>> = {};
  for (const name of NAMES) {
    const { variable } = SETTINGS[name];
    const value = firstSet(environment, variable);
    const inFile = configuration[name];
    if (value !== undefined) settings[name] = { value, from: variable };
    else if (inFile !== undefined) settings[name] = { value: inFile, from: file };
  }
  return settings;
}

/** What the settings of a connection are made from, the first going over the next. */
export interface SettingSources {
  /** Of the stage that the connection is for. */
  readonly own?: { readonly name: string; readonly connection: NonNullable<Stage['connection']> } | undefined;
  readonly flags?: { readonly [Name in SettingName]?: string | undefined };
  readonly configured?: Settings | undefined;
  /** Where package managers are logged in. It counts when nothing else names a domain, and only if it is one. */
  readonly loggedIn?: readonly LoggedIn[] | undefined;
}

/**
 * Each setting of a connection, with where it comes from. A stage's own connection is about that stage alone, so it goes
 * over all that is said of the others. An owner belongs to the domain that it was given with.
 */
export function sourcedSettings({ configured = {}, flags = {}, loggedIn = [], own }: SettingSources): Settings {
  const settings: Partial<Record<SettingName, Sourced>> = {};
  for (const name of NAMES) {
    const mine = own?.connection[name];
    const flag = flags[name];
    if (mine !== undefined) settings[name] = { value: mine, from: `stage ${own?.name}` };
    else if (name === 'domainOwner' && own?.connection.domain !== undefined) continue;
    else if (flag !== undefined) settings[name] = { value: flag, from: SETTINGS[name].flag ?? '' };
    else if (configured[name]) settings[name] = configured[name];
  }
  const [only, ...others] = loggedIn;
  if (settings.domain || !only || others.length > 0) return settings;
  const { from, ...login } = only;
  const { domain, domainOwner, endpoint, region } = login;
  const known = { domain, domainOwner, endpoint, region };
  for (const name of ['domain', 'domainOwner', 'endpoint', 'region'] as const) {
    const value = known[name];
    if (value !== undefined) settings[name] ??= { value, from };
  }
  return settings;
}

/** The settings of a connection. Throws `domain-missing`. */
export function connectionSettings(sources: SettingSources): ConnectionSettings {
  const { domain, domainOwner, endpoint, home, profile, region, transit } = sourcedSettings(sources);
  if (domain === undefined || domain.value === '') throw domainMissing(sources.loggedIn ?? []);
  return {
    domain: domain.value,
    home: home?.value ?? 'buildset',
    ...defined({
      domainOwner: domainOwner?.value,
      endpoint: endpoint?.value,
      profile: profile?.value,
      region: region?.value,
      transit: transit?.value,
    }),
  };
}

function domainMissing(loggedIn: readonly LoggedIn[]): CliError {
  const several = loggedIn.map(({ domain, from }) => `${domain} (${from})`).join(', ');
  const which = loggedIn.length > 1 ? ` Package managers are logged in to several: ${several}.` : '';
  return new CliError('domain-missing', `No domain was given.${which}`, {
    next: 'Name the CodeArtifact domain: --domain abc, BUILDSET_DOMAIN, or "domain" in the configuration.',
  });
}
