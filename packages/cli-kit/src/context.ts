import { type Connection, connectionOf, type ConnectionSettings, type Connector } from './connection/connection.ts';
import type { Environment } from './environment.ts';
import type { Output } from './render/output.ts';
import type { Progress } from './render/progress.ts';

/** What a command gets besides its arguments. */
export interface Context {
  /** The program's name, for messages. */
  readonly program: string;
  readonly environment: Environment;
  readonly output: Output;
  readonly progress: Progress;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  connect(settings: ConnectionSettings): Promise<Connection>;
}

/** The `connect` of a context. */
export function connecting(connector: Connector, environment: Environment, signal: AbortSignal): Context['connect'] {
  return async (settings) => connectionOf(await connector(settings, { environment, signal }), settings.home);
}
