/** The smallest string that is greater than every string that begins with `prefix`, for range scans; prefixes hold no U+10FFFF. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
