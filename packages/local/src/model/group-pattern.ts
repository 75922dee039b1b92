import { invalid } from '../errors.ts';
import { packageFormats, type PackageKey } from '../storage/records.ts';

/**
 * A package group's pattern, taken apart: what is fixed, and how the last fixed part is compared
 * (user guide, "Package group definition syntax and matching behavior").
 */
export interface GroupPattern {
  readonly format?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** `all`: every value of the next part; `prefix`: the last part begins with that word; `exact`: it is that. */
  readonly match: 'all' | 'prefix' | 'exact';
}

export type Strength = 'STRONG' | 'WEAK';

/** Throws ValidationException for what is none of the six documented forms. */
export function parseGroupPattern(pattern: string): GroupPattern {
  const wrong = invalid(`'${pattern}' is no package group pattern`);
  if (!pattern.startsWith('/')) throw wrong;
  const parts = pattern.slice(1).split('/');
  const last = parts.at(-1) ?? '';
  const [first, namespace, name] = parts;
  if (parts.length === 1 && last === '*') return { match: 'all' };
  const format = packageFormats.find((known) => known === first);
  if (!format) throw wrong;
  if (last === '*') {
    if (parts.length === 2) return { format, match: 'all' };
    if (namespace !== undefined && parts.length === 3) return { format, namespace, match: 'all' };
    throw wrong;
  }
  const bare = last.slice(0, -1);
  if (bare === '') throw wrong;
  if (last.endsWith('~') && parts.length === 2) return { format, namespace: bare, match: 'prefix' };
  if (namespace === undefined || name === undefined || parts.length !== 3) throw wrong;
  if (last.endsWith('~')) return { format, namespace, name: bare, match: 'prefix' };
  if (last.endsWith('$')) return { format, namespace, name: bare, match: 'exact' };
  throw wrong;
}

/** How well a package matches: STRONG as documented; WEAK when it does after case and separators are ignored. Undefined: not at all. */
export function matchStrength(pattern: GroupPattern, key: PackageKey): Strength | undefined {
  if (matchesWith(pattern, key, beginsWithWord, (a, b) => a === b)) return 'STRONG';
  const weakly = matchesWith(
    pattern,
    key,
    (text, prefix) => loose(text).startsWith(loose(prefix)),
    (a, b) => loose(a) === loose(b),
  );
  return weakly && (pattern.name !== undefined || pattern.match === 'prefix') ? 'WEAK' : undefined;
}

function loose(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function matchesWith(
  pattern: GroupPattern,
  key: PackageKey,
  begins: (text: string, prefix: string) => boolean,
  equal: (a: string, b: string) => boolean,
): boolean {
  const { format, namespace, name, match } = pattern;
  if (format === undefined) return true;
  if (format !== key.format) return false;
  if (namespace === undefined) return true;
  if (name === undefined) return match === 'prefix' ? begins(key.namespace, namespace) : namespace === key.namespace;
  if (namespace !== key.namespace) return false;
  return match === 'prefix' ? begins(key.name, name) : equal(key.name, name);
}

/** Whether `text` begins with the word `prefix`: what follows is not the rest of that word. */
function beginsWithWord(text: string, prefix: string): boolean {
  if (!text.startsWith(prefix)) return false;
  const before = prefix.at(-1) ?? '';
  const after = text.charAt(prefix.length);
  if (after === '' || !/[\p{L}\p{N}]/u.test(after) || !/[\p{L}\p{N}]/u.test(before)) return true;
  const startsWord = /\p{Lu}/u.test(after) && !/\p{Lu}/u.test(before);
  return startsWord || /\p{N}/u.test(after) !== /\p{N}/u.test(before);
}

/** Whether every package of `inner` is one of `outer`'s, `inner` being another group: `outer` is an ancestor of it. */
export function covers(outer: GroupPattern, inner: GroupPattern): boolean {
  if (outer.format === undefined) return inner.format !== undefined;
  if (outer.format !== inner.format) return false;
  if (outer.namespace === undefined) return inner.namespace !== undefined;
  if (inner.namespace === undefined) return false;
  if (outer.name === undefined) {
    if (outer.match === 'all') return outer.namespace === inner.namespace && inner.name !== undefined;
    if (inner.name === undefined && inner.match === 'prefix') {
      return inner.namespace !== outer.namespace && inner.namespace.startsWith(outer.namespace);
    }
    return beginsWithWord(inner.namespace, outer.namespace);
  }
  if (outer.match === 'exact' || inner.name === undefined || outer.namespace !== inner.namespace) return false;
  if (inner.match === 'prefix') return inner.name !== outer.name && inner.name.startsWith(outer.name);
  return beginsWithWord(inner.name, outer.name);
}

/** Of two groups that hold a package the one with the greater number is the closer one. */
export function specificity({ format, namespace, name, match }: GroupPattern): number {
  const longest = 1000;
  if (format === undefined) return 0;
  if (namespace === undefined) return 1;
  if (name === undefined) return match === 'prefix' ? 2 + namespace.length : longest;
  return match === 'prefix' ? longest + 1 + name.length : longest * 2;
}
