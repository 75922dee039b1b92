import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { usageError } from '../cli-error.ts';
import type { Stage } from '../config/configuration.ts';
import { type SettingName, type Settings, sourcedSettings } from '../config/settings.ts';
import type { FoundConfiguration } from '../config/find-configuration.ts';
import type { Context } from '../context.ts';
import { type Environment, firstSet } from '../environment.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, sourcesOf } from '../flags.ts';
import { withoutLogins } from '../render/without-logins.ts';
import { table } from '../render/table.ts';

interface ConfigFlags extends ConnectionFlags {
  readonly what: string;
}

/** Shows the configuration in force, or the schema that it must fit. */
export async function runConfig({ what, ...flags }: ConfigFlags, context: Context): Promise<ExitCode> {
  if (what === 'schema') return await showSchema(context);
  if (what === 'show') return await show(flags, context);
  throw usageError(`There is no "config ${what}".`, 'Give config show or config schema.');
}

async function show(flags: ConnectionFlags, { configuration: find, environment, output }: Context): Promise<ExitCode> {
  const found = await find();
  const { file = '' } = found;
  const configuration = shown(found.configuration);
  const sources = sourcesOf(flags, found);
  const settings = shown(withDefaults(sourcedSettings(sources), environment));
  const stages = Object.entries(configuration.stages ?? {});
  const connections = Object.fromEntries(
    stages.flatMap(([name, { connection }]) => {
      const own = connection && { name, connection };
      return own ? [[name, shown(withDefaults(sourcedSettings({ ...sources, own }), environment))]] : [];
    }),
  );
  const rows = [
    ...Object.entries(settings).map(([name, { from, value }]) => [name, value, from]),
    ...stages.flatMap(([name, stage]) => stageRows(name, stage, file, connections[name])),
  ];
  const none = found.file === undefined ? ['No configuration file was found.'] : [];
  const several = (found.loggedIn.length > 1 ? found.loggedIn : []).map(
    ({ domain, domainOwner, from }) =>
      `${from} is logged in to ${domain} of ${domainOwner}, and others to others: none counts.`,
  );
  const unused = unusedOwner(settings, found, environment);
  output.result([...table([['NAME', 'VALUE', 'FROM'], ...rows]), ...none, ...several, ...unused], {
    schemaVersion: 1,
    file: found.file ?? null,
    settings,
    stages: configuration.stages ?? {},
    connections,
  });
  return EXIT.done;
}

/** Tells of an owner that was given with another domain than the one in force. */
function unusedOwner(
  { domain, domainOwner }: Settings,
  { configuration, file = '' }: FoundConfiguration,
  environment: Environment,
): string[] {
  const owner = firstSet(environment, 'BUILDSET_DOMAIN_OWNER') ?? configuration.domainOwner;
  if (domain === undefined || domainOwner !== undefined || owner === undefined) return [];
  const from = owner === configuration.domainOwner ? file : 'BUILDSET_DOMAIN_OWNER';
  return [`domainOwner ${owner} (${from}) is not used: it was given with another domain than ${domain.value}.`];
}

/** The same, without the logins that its addresses may have. */
function shown<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
    typeof one === 'string' ? withoutLogins(one) : one,
  );
}

/** What AWS's own variables say where buildset's say nothing, and the defaults. */
function withDefaults(settings: Settings, environment: Environment): Settings {
  const home = settings.home ?? { value: 'buildset', from: 'default' };
  const transit = settings.transit ?? { value: `${home.value}-transit`, from: 'default' };
  const aws: Partial<Record<SettingName, readonly string[]>> = {
    region: settings.profile ? [] : ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    profile: ['AWS_PROFILE'],
    endpoint: ['AWS_ENDPOINT_URL_CODEARTIFACT', 'AWS_ENDPOINT_URL'],
  };
  const fromAws = Object.entries(aws).flatMap(([name, variables]) => {
    const variable = variables.find((one) => firstSet(environment, one) !== undefined);
    return variable === undefined ? [] : [[name, { value: environment[variable] ?? '', from: variable }] as const];
  });
  return { ...Object.fromEntries(fromAws), ...settings, home, transit };
}

/** A row for each thing that a stage says; of its connection what is its own. */
function stageRows(name: string, stage: Stage, file: string, connection: Settings | undefined): string[][] {
  const { connection: _own, ...asks } = stage;
  const asked = Object.entries(asks).map(([key, value]) => [`stages.${name}.${key}`, textOf(value), file]);
  const reached = Object.entries(connection ?? {}).map(([key, { from, value }]) => {
    return [`stages.${name}.connection.${key}`, value, from === `stage ${name}` ? file : from];
  });
  return [...asked, ...reached];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function showSchema({ output }: Context): Promise<ExitCode> {
  const file = createRequire(import.meta.url).resolve('@buildset/cli-kit/schemas/configuration.schema.json');
  const text = await readFile(file, 'utf8');
  output.result(text.trimEnd().split('\n'), JSON.parse(text));
  return EXIT.done;
}
