import { CliError } from '../cli-error.ts';
import type { ConnectionSettings } from '../connection/connection.ts';
import { defined } from '../defined.ts';
import { type Environment, firstSet } from '../environment.ts';
import type { Configuration, Stage } from './configuration.ts';
import { nearest } from '../nearest.ts';
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
  const variables = layer((name) => firstSet(environment, variableOf(name)), variableOf);
  return over(layer(valueIn(configuration), always(file)), variables);
}

const PREFIX = 'BUILDSET_';

/**
 * Of each variable that nothing reads, and that is nearly called as one that is not set, what to say. Others whose names begin so
 * are somebody's own.
 */
export function mistypedVariables(environment: Environment): string[] {
  const names = NAMES.map((name) => variableOf(name));
  const unset = names.filter((name) => firstSet(environment, name) === undefined);
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith(PREFIX) || names.includes(name) || firstSet(environment, name) === undefined) return [];
    const meant = nearest(
      name.slice(PREFIX.length),
      unset.map((one) => one.slice(PREFIX.length)),
    );
    return meant === undefined ? [] : `Nothing reads the variable ${name}. Did you mean ${PREFIX}${meant}?`;
  });
}

type PerSetting<Value> = (name: SettingName) => Value;

/** What one source says. */
function layer(valueOf: PerSetting<string | undefined>, sourceOf: PerSetting<string>): Settings {
  const settings: Partial<Record<SettingName, Sourced>> = {};
  for (const name of NAMES) {
    const value = valueOf(name);
    if (value !== undefined) settings[name] = { value, from: sourceOf(name) };
  }
  return settings;
}

function valueIn(
  values: Readonly<Partial<Record<SettingName, string | undefined>>> = {},
): PerSetting<string | undefined> {
  return (name) => values[name];
}

function always(source: string): PerSetting<string> {
  return () => source;
}

function variableOf(name: SettingName): string {
  return SETTINGS[name].variable;
}

function flagOf(name: SettingName): string {
  return SETTINGS[name].flag ?? '';
}

/** What goes over the rest. An owner belongs to the domain that it was given with: over another one it does not last. */
function over(lower: Settings, upper: Settings): Settings {
  const { domainOwner: _owner, ...unowned } = lower;
  const isOther = lower.domain && upper.domain && lower.domain.value !== upper.domain.value;
  return { ...(isOther ? unowned : lower), ...upper };
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
 * over all that is said of the others.
 */
export function sourcedSettings({ configured = {}, flags = {}, loggedIn = [], own }: SettingSources): Settings {
  const mine = layer(valueIn(own?.connection), always(`stage ${own?.name}`));
  const settings = over(over(configured, layer(valueIn(flags), flagOf)), mine);
  const [only, ...others] = loggedIn;
  if (settings.domain || !only || others.length > 0) return settings;
  const { domain, domainOwner, endpoint, from, region } = only;
  return { ...layer(valueIn({ domain, domainOwner, endpoint, region }), always(from)), ...settings };
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
