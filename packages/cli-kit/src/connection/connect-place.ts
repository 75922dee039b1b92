import { CodedError, hasCode } from '@buildset/core';
import type { FoundConfiguration } from '../config/find-configuration.ts';
import { isAddress, placeOf } from '../config/stages.ts';
import type { Context } from '../context.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import type { Connection } from './connection.ts';

/** A connection, and the repository that was named with it. */
export interface ConnectedPlace {
  readonly connection: Connection;
  /** Absent when none was named. */
  readonly repository?: string;
  readonly found: FoundConfiguration;
}

/** Whose credentials write there: asked while the subject is looked for, so that it costs no time. Never rejects. */
export async function callerAt(
  name: string | undefined,
  flags: ConnectionFlags,
  context: Context,
): Promise<string | undefined> {
  try {
    return await (await connectPlace(name, flags, context)).connection.principal();
  } catch {
    return undefined; // whoever connects there next says why
  }
}

/** Connects to the stage or repository of a name; without one to the usual domain. Throws `domain-missing`. */
export async function connectPlace(
  name: string | undefined,
  flags: ConnectionFlags,
  context: Context,
): Promise<ConnectedPlace> {
  const found = await context.configuration();
  if (name === undefined) return { connection: await context.connect(settingsOf(flags, found)), found };
  const { repository, settings } = placeOf(name, flags, found);
  return { connection: await context.connect(settings), repository, found };
}

/**
 * Throws `not-found` where there is no such repository: for what is asked of the log alone, which says nothing of a name that
 * was mistyped either. One request; none for an index outside CodeArtifact. Who may not see a repository is believed.
 */
export async function requireThere({ connection, repository }: ConnectedPlace): Promise<void> {
  if (repository === undefined || isAddress(repository)) return;
  const { domain } = connection;
  const isThere = domain.describeRepository(repository).then(
    (found) => found !== undefined,
    (error: unknown) => {
      if (hasCode(error, 'access-denied')) return true;
      throw error;
    },
  );
  if (await isThere) return;
  throw new CodedError('not-found', `The domain ${domain.ref.domain} has no repository ${repository}.`, {
    side: 'source',
    coordinates: { domain: domain.ref.domain, repository },
    next: 'Check its name: `aws codeartifact list-repositories` lists what there is.',
  });
}
