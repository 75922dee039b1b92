import type { DomainAccess } from '@buildset/codeartifact';
import type { Meter } from '@buildset/core';
import type { AccessConnector } from './connection/access.ts';
import { type Connection, connectionOf, type ConnectionSettings, type Connector } from './connection/connection.ts';
import type { FoundConfiguration } from './config/find-configuration.ts';
import type { Environment } from './environment.ts';
import type { Output } from './render/output.ts';
import type { Progress } from './render/progress.ts';
import type { AskSecret } from './run/ask-secret.ts';

/** What a command gets besides its arguments. */
export interface Context {
  /** The program's name, for messages. */
  readonly program: string;
  readonly environment: Environment;
  /** Where the command works: the configuration is looked for from here upwards. */
  readonly folder: string;
  readonly output: Output;
  readonly progress: Progress;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  connect(settings: ConnectionSettings): Promise<Connection>;
  /** For tokens and addresses only. */
  access(settings: ConnectionSettings): Promise<DomainAccess>;
  /** Asks for a password; absent where nobody can be asked. */
  readonly askSecret?: AskSecret;
  /** What the project's file and `BUILDSET_*` say, looked for once. Throws `configuration-invalid`. */
  configuration(): Promise<FoundConfiguration>;
}

/** The `configuration` of a context that works in a folder; variables that are nearly of it are told to `output`. */
export function configuring(folder: string, environment: Environment, output: Output): Context['configuration'] {
  let found: Promise<FoundConfiguration> | undefined;
  return () => (found ??= find());

  async function find(): Promise<FoundConfiguration> {
    const { findConfiguration } = await import('./config/find-configuration.ts');
    const { mistypedVariables } = await import('./config/settings.ts');
    for (const mistyped of mistypedVariables(environment)) output.warn(mistyped);
    return await findConfiguration(folder, environment);
  }
}

/** The `connect` of a context, and what it has made so far. */
interface Connecting {
  readonly connect: Context['connect'];
  connected(): Promise<readonly Connection[]>;
}

/** All its connections count their requests together; the same settings share one. */
export function connecting(connector: Connector, environment: Environment, signal: AbortSignal): Connecting {
  const connections = new Map<string, Promise<Connection>>();
  let meter: Meter | undefined;
  const connect = async (settings: ConnectionSettings): Promise<Connection> => {
    const core = await import('@buildset/core');
    meter ??= new core.Meter();
    return connectionOf(await connector(settings, { environment, signal, meter }), settings);
  };
  const shared: Context['connect'] = (settings) => {
    const key = JSON.stringify(Object.entries(settings).sort());
    const known = connections.get(key);
    if (known) return known;
    const connection = connect(settings);
    connections.set(key, connection);
    connection.catch(() => connections.delete(key));
    return connection;
  };
  return { connect: shared, connected: () => Promise.all(connections.values()) };
}

/** The `access` of a context. Default: CodeArtifact's. */
export function accessing(
  connector: AccessConnector | undefined,
  environment: Environment,
  signal: AbortSignal,
): Context['access'] {
  return async (settings) => {
    const access = connector ?? (await import('./connection/access.ts')).accessCodeArtifact;
    return access(settings, { environment, signal });
  };
}
