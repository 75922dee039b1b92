import { CliError } from '../cli-error.ts';

/** A lock that was not renewed for this long is a dead run's. */
const STALE_MS = 15_000;
/** How often another run's lock is tried, and the longest pause between. */
const RETRIES = { retries: 120, factor: 1.3, minTimeout: 20, maxTimeout: 500, randomize: true };

/**
 * Works alone on a file, be it there or not: a folder `<file>.lock` beside it keeps the others out. `check`, to be called
 * before writing, throws when the lock was lost meanwhile. Throws `login-file-busy` after a minute of waiting.
 */
export async function whileLocked<Result>(path: string, work: (check: () => void) => Promise<Result>): Promise<Result> {
  const { default: lockfile } = await import('proper-lockfile');
  let lost: Error | undefined;
  const onCompromised = (error: Error): void => {
    lost = error;
  };
  const options = { realpath: false, stale: STALE_MS, retries: RETRIES, onCompromised };
  const release = await lockfile.lock(path, options).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
    throw busy(path, error);
  });
  try {
    return await work(() => {
      if (lost) throw busy(path, lost);
    });
  } finally {
    await release().catch(() => undefined); // a lost lock is no longer there
  }
}

function busy(path: string, cause: unknown): CliError {
  return new CliError('login-file-busy', `Another run is editing ${path}.`, {
    cause,
    next: `Run the command again. If no other run is at work, remove ${path}.lock.`,
  });
}
