import { ELLIPSIS, pairedNames } from './line.ts';
import type { Names } from './names.ts';

/** The first line of what is shown that did not come, counted from 0; as many as there are when the output goes on. */
export interface Difference {
  readonly shownLine: number;
}

/**
 * Holds what a document shows against what came, line by line; undefined when they are the same. The names of this run
 * are learned then. A line `…` stands for any lines.
 */
export function compareOutput(
  shown: readonly string[],
  actual: readonly string[],
  names: Names,
): Difference | undefined {
  let furthest = 0;
  const found: (readonly [line: number, shown: string, actual: string])[] = [];
  const fits = (s: number, a: number): boolean => {
    furthest = Math.max(furthest, s);
    const line = shown[s];
    if (line === undefined) return a === actual.length;
    if (line.trim() === ELLIPSIS) {
      for (let skip = a; skip <= actual.length; skip += 1) if (fits(s + 1, skip)) return true;
      return false;
    }
    const came = actual[a];
    const pairs = came === undefined ? undefined : pairedNames(line, came, names);
    if (!pairs) return false;
    const before = found.length;
    for (const [name, other] of pairs) found.push([s, name, other]);
    if (fits(s + 1, a + 1)) return true;
    found.length = before;
    return false;
  };
  if (!fits(0, 0)) return { shownLine: furthest };
  for (const [shownLine, name, other] of found) {
    if (!names.mayBeSame(name, other)) return { shownLine };
    names.learn(name, other);
  }
  return undefined;
}
