/**
 * The name that was probably meant: it begins with what was typed, or differs from it in a third of its letters at most.
 * Undefined where nothing is as near as that.
 */
export function nearest(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase();
  let found: string | undefined;
  let least = Math.floor(wanted.length / 3) + 1;
  for (const name of names) {
    const difference = distance(wanted, name.toLowerCase());
    if (difference >= least) continue;
    found = name;
    least = difference;
  }
  return found ?? (wanted.length < 3 ? undefined : [...names].find((name) => name.toLowerCase().startsWith(wanted)));
}

/** `nearest` as a question; undefined where nothing is near. */
export function didYouMean(typed: string, names: Iterable<string>, prefix = ''): string | undefined {
  const meant = nearest(typed, names);
  return meant === undefined ? undefined : `Did you mean ${prefix}${meant}?`;
}

/** How many letters were added, left out, changed, or swapped with the next one. */
function distance(a: string, b: string): number {
  const above = Array.from(b, (_letter, at) => at + 1);
  let rows: readonly [number[], number[]] = [[], [0, ...above]];
  for (let i = 1; i <= a.length; i += 1) {
    const [beforeLast, last] = rows;
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(changed, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    rows = [last, row];
  }
  return at(rows[1], b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
