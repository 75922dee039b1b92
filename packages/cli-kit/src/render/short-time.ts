/** A time for tables, to the second: `2026-01-31T12:00:00Z`. */
export function shortTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
