import { usageError } from '../cli-error.ts';

/** Source: GetAuthorizationToken. */
const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 43_200;

/** The life of a token as AWS takes it. Throws `usage`. */
export function checkDuration(seconds: number | undefined): number | undefined {
  if (seconds === undefined || seconds === 0) return seconds;
  if (Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return seconds;
  const range = `0, or ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`;
  throw usageError(`A token cannot live for ${seconds} seconds.`, `--duration-seconds is ${range}.`);
}
