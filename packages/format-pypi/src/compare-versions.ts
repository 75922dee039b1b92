import { parseVersion, type Pep440Version } from './version.ts';

/**
 * Orders two versions as PEP 440 does: negative when `a` comes first, 0 when they are the same version however spelled.
 * A total order. Throws `invalid-version`.
 */
export function compareVersions(a: string, b: string): number {
  return compareParsed(parseVersion(a), parseVersion(b));
}

/** As `compareVersions`, of parsed versions. */
export function compareParsed(a: Pep440Version, b: Pep440Version): number {
  return comparePublic(a, b) || compareLocal(a.local, b.local);
}

/** Orders two versions without regard to their local parts. */
export function comparePublic(a: Pep440Version, b: Pep440Version): number {
  return (
    order(a.epoch, b.epoch) ||
    compareRelease(a.release, b.release) ||
    comparePre(a, b) ||
    comparePost(a, b) ||
    compareDev(a, b)
  );
}

/** Orders releases; missing numbers count as zero. */
export function compareRelease(a: readonly bigint[], b: readonly bigint[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const result = order(a[i] ?? 0n, b[i] ?? 0n);
    if (result !== 0) return result;
  }
  return 0;
}

function comparePre(a: Pep440Version, b: Pep440Version): number {
  return order(preRank(a), preRank(b)) || order(a.pre?.[1] ?? 0n, b.pre?.[1] ?? 0n);
}

// 1.0.dev1 < 1.0a1 < 1.0b1 < 1.0rc1 < 1.0, and a post release sorts with the final one.
function preRank(version: Pep440Version): number {
  if (version.pre) return { a: 1, b: 2, rc: 3 }[version.pre[0]];
  return version.post === undefined && version.dev !== undefined ? 0 : 4;
}

function comparePost(a: Pep440Version, b: Pep440Version): number {
  return order(a.post ?? -1n, b.post ?? -1n);
}

function compareDev(a: Pep440Version, b: Pep440Version): number {
  if (a.dev === undefined || b.dev === undefined)
    return order(Number(a.dev === undefined), Number(b.dev === undefined));
  return order(a.dev, b.dev);
}

function compareLocal(a: readonly (string | bigint)[], b: readonly (string | bigint)[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const result = compareLocalPart(a[i] ?? 0n, b[i] ?? 0n);
    if (result !== 0) return result;
  }
  return a.length - b.length;
}

function compareLocalPart(a: string | bigint, b: string | bigint): number {
  // Numbers come after words (PEP 440, "Local version identifiers").
  if (typeof a !== typeof b) return typeof a === 'string' ? -1 : 1;
  return order(a, b);
}

function order<T extends bigint | number | string>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
