import type { Names } from './names.ts';

/** What two runs of the same command never have in common. */
const VARYING: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g, '<time>'],
  [/127\.0\.0\.1:\d+/g, '<address>'],
  // How wide a column is follows from what stands in it.
  [/(?<=\S) {2,}/g, '  '],
];

/** Hexadecimal digits that nothing but a hash or an id has; and a number of bytes. */
const NAME_OR_SIZE = /(?<![0-9a-f])[0-9a-f]{12,}(?![0-9a-f])|(?<![\d.])\d+(?:\.\d+)? [kMG]?B\b/g;

/** The tools that build and pack say which release they are in what they make, and compress as they like. */
const SIZES_DIFFER_BY = 0.1;

/** A line that stands for any number of lines, and in a line for any text. */
export const ELLIPSIS = '…';

/**
 * The names of a line of the document and of a line of a run, in pairs, where the two lines are the same: but for
 * times, addresses, the width of columns and a tenth of each size. A name is compared by what it stands for. Everything
 * else counts, the numbers of requests and writes too.
 */
export function pairedNames(
  shown: string,
  actual: string,
  names: Names,
): readonly (readonly [shown: string, actual: string])[] | undefined {
  const wanted = withoutVarying(shown);
  const found = pattern(wanted).exec(withoutVarying(actual));
  if (!found) return undefined;
  const pairs = (wanted.match(NAME_OR_SIZE) ?? []).map((text, index) => [text, found[index + 1] ?? ''] as const);
  const areSame = pairs.every(([a, b]) => (isSize(a) ? areClose(a, b) : names.mayBeSame(a, b)));
  return areSame ? pairs.filter(([text]) => !isSize(text)) : undefined;
}

function withoutVarying(line: string): string {
  let text = line.trimEnd();
  for (const [found, instead] of VARYING) text = text.replace(found, instead);
  return text;
}

function pattern(wanted: string): RegExp {
  const tokens = (wanted.match(NAME_OR_SIZE) ?? []).map((text) =>
    isSize(text) ? String.raw`(\d+(?:\.\d+)? [kMG]?B)` : `([0-9a-f]{${text.length}})`,
  );
  const literals = wanted.split(NAME_OR_SIZE).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const whole = literals.map((text, index) => text.replaceAll(ELLIPSIS, '.*') + (tokens[index] ?? '')).join('');
  return new RegExp(`^${whole}$`, 'u');
}

function isSize(text: string): boolean {
  return text.endsWith('B');
}

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

function areClose(...sizes: readonly [string, string]): boolean {
  const [one, other] = sizes.map((text) => {
    const [number, unit = ''] = text.split(' ');
    return Number(number) * (UNITS[unit] ?? Number.NaN);
  }) as [number, number];
  return Math.abs(one - other) <= SIZES_DIFFER_BY * one;
}
