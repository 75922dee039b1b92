import { ELLIPSIS, pairedNames } from './line.ts';
import { Names } from './names.ts';

/**
 * What the document is to show instead: the output as it came, in the document's own names, and a line `…` wherever it
 * had one between lines that are still there. So has a line with `…` in it that is still right.
 */
export function rewriteOutput(shown: readonly string[], actual: readonly string[], names: Names): readonly string[] {
  const came = actual.map((line) => names.toDocument(line));
  const kept = longestCommon(shown, came);
  const ends = [...kept, [shown.length, came.length] as const];
  const lines: string[] = [];
  let [s, a] = [0, 0];
  for (const [nextShown, nextCame] of ends) {
    lines.push(...between(shown.slice(s, nextShown), came.slice(a, nextCame)));
    const same = shown[nextShown];
    if (same !== undefined) lines.push(same.includes(ELLIPSIS) ? same : (came[nextCame] ?? ''));
    [s, a] = [nextShown + 1, nextCame + 1];
  }
  return lines;
}

/** Lines that differ: as many are kept before and after the `…` as were shown there. */
function between(shown: readonly string[], came: readonly string[]): readonly string[] {
  const first = shown.findIndex(isEllipsis);
  if (first < 0) return came;
  const after = shown.length - 1 - shown.findLastIndex(isEllipsis);
  if (came.length <= first + after) return came;
  return [...came.slice(0, first), shown[first] ?? ELLIPSIS, ...came.slice(came.length - after)];
}

function isEllipsis(line: string): boolean {
  return line.trim() === ELLIPSIS;
}

/** The longest sequence of lines that are in both, as pairs of their numbers. */
function longestCommon(shown: readonly string[], came: readonly string[]): readonly (readonly [number, number])[] {
  const same = (s: number, a: number): boolean =>
    !isEllipsis(shown[s] ?? '') && pairedNames(shown[s] ?? '', came[a] ?? '', new Names()) !== undefined;
  const lengths = Array.from({ length: shown.length + 1 }, () => Array.from({ length: came.length + 1 }, () => 0));
  const at = (s: number, a: number): number => lengths[s]?.[a] ?? 0;
  for (let s = shown.length - 1; s >= 0; s -= 1) {
    for (let a = came.length - 1; a >= 0; a -= 1) {
      const row = lengths[s] ?? [];
      row[a] = same(s, a) ? at(s + 1, a + 1) + 1 : Math.max(at(s + 1, a), at(s, a + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let s = 0, a = 0; s < shown.length && a < came.length;) {
    if (same(s, a) && at(s, a) === at(s + 1, a + 1) + 1) pairs.push([s++, a++]);
    else if (at(s + 1, a) >= at(s, a + 1)) s += 1;
    else a += 1;
  }
  return pairs;
}
