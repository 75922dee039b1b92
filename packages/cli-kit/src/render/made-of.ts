import { type BuildTag, type Origin, type SetDigest, shortDigest } from '@buildset/core';

/**
 * What a set of `version` was made of by stripping: the builds, by `buildsOf`; else the version, where that is another one; else
 * the digest. `-` for a set that was not.
 */
export function madeOf(
  origins: readonly Origin[],
  version: string,
  buildsOf: (set: SetDigest) => readonly BuildTag[],
): string {
  const names = origins.map(
    (origin) =>
      buildsOf(origin.set).join(', ') || (origin.version === version ? shortDigest(origin.set) : origin.version),
  );
  return names.length === 0 ? '-' : `of ${names.join(', ')}`;
}
