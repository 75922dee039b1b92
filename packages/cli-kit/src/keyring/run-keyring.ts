import { CodedError } from '@buildset/core';
import type { AccessConnector } from '../connection/access.ts';
import type { ConnectionSettings } from '../connection/connection.ts';
import { type Environment, firstSet } from '../environment.ts';
import type { Streams } from '../streams.ts';
import { cachedToken } from '../token/token-cache.ts';
import { domainOfService } from './domain-of-service.ts';
import { parseKeyringCall, renderSecret } from './keyring-call.ts';
import { handOver, nextKeyring } from './next-keyring.ts';

/** A call of the helper, and the process that it runs in. */
export interface KeyringRun {
  readonly argv: readonly string[];
  readonly environment: Environment;
  readonly streams: Streams;
  readonly signal: AbortSignal;
  /** Path of the script, which is not handed its own calls. */
  readonly own: string;
  readonly accessConnector: AccessConnector;
  readonly now: () => number;
}

/** What CodeArtifact calls every user. Source: "Configure pip", CodeArtifact's user guide. */
const USER = 'aws';

/**
 * Answers `keyring get` for CodeArtifact's addresses with a token, and hands every other call to the next `keyring` on the
 * PATH. Like that program it ends with 1 when there is no password; why is said on stderr. Never throws.
 */
export async function runKeyring(run: KeyringRun): Promise<number> {
  const { argv, environment, own, streams } = run;
  const call = parseKeyringCall(argv);
  const settings = call && domainOfService(call.service, environment);
  const isAsked = call?.username === USER || (call?.mode === 'creds' && call.username === undefined);
  try {
    if (call === undefined || settings === undefined || !isAsked) {
      const next = await nextKeyring(environment, own);
      return next === undefined ? 1 : await handOver(next, argv, environment);
    }
    const given = firstSet(environment, 'CODEARTIFACT_AUTH_TOKEN');
    const token = given ?? (await tokenOf(settings, run));
    streams.stdout.write(renderSecret(call, USER, token));
    return 0;
  } catch (error) {
    const { redact } = await import('@buildset/codeartifact');
    const next = error instanceof CodedError && error.next !== undefined ? ` ${error.next}` : '';
    const message = redact(error instanceof Error ? error.message : String(error));
    streams.stderr.write(`codeartifact-keyring: ${message}${next}\n`);
    return 1;
  }
}

async function tokenOf(
  settings: ConnectionSettings,
  { accessConnector, environment, now, signal }: KeyringRun,
): Promise<string> {
  const access = await accessConnector(settings, { environment, signal });
  return (await cachedToken(access, { settings, environment, now })).value;
}
