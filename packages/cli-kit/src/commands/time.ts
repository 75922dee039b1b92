import { usageError } from '../cli-error.ts';

/** A time as typed, by ISO 8601; undefined where none was. Throws `usage`. */
export function timeOf(flag: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw usageError(`${flag} ${text} is no time.`, 'Give it as 2026-01-31T12:00Z.');
  return time;
}
