import { CodedError, hasCode } from '@buildset/core';
import type { Context } from '../context.ts';
import { didYouMean } from '../nearest.ts';
import type { Connection } from './connection.ts';

/**
 * What was thrown, and where that says that a repository is not there, with the stage or repository that was probably
 * meant. Costs one request then, since the repositories are listed where they may be.
 */
export async function guessRepository(
  thrown: unknown,
  configuration: Context['configuration'],
  connected: () => Promise<readonly Connection[]>,
): Promise<unknown> {
  if (!hasCode(thrown, 'not-found')) return thrown;
  const { domain, repository } = thrown.coordinates;
  if (repository === undefined) return thrown;
  const { stages = {} } = (await configuration()).configuration;
  const connection = (await connected()).find((one) => one.domain.ref.domain === domain);
  const known = (await listed(connection)) ?? Object.values(stages).map((stage) => stage.repository);
  const hint = known.includes(repository) ? undefined : didYouMean(repository, [...Object.keys(stages), ...known]);
  if (hint === undefined) return thrown;
  const { cause, code, coordinates, message, next = '', side } = thrown;
  return new CodedError(code, message, { cause, coordinates, side, next: `${hint} ${next}`.trim() });
}

/** Undefined where they may not be listed. */
async function listed(connection: Connection | undefined): Promise<readonly string[] | undefined> {
  try {
    return await connection?.inspector.repositories();
  } catch {
    return undefined;
  }
}
