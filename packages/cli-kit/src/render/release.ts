import { formatVersion, type Release, type ReleasedSet, shortDigest } from '@buildset/core';
import { actorWord } from './actor.ts';
import { table } from './table.ts';

/** A release for people: its name, and its sets in the order of promotion. */
export function renderRelease({ by, comment, name, principal, sets }: Release): string[] {
  const who = actorWord(by, principal);
  const about = [comment ?? '', who === '-' ? '' : `by ${who}`].filter((part) => part !== '').join(', ');
  const rows = sets.map(({ builds, digest, ref }, index) => [
    String(index + 1),
    formatVersion(ref),
    builds.length === 0 ? '' : `build ${builds.join(', ')}`,
    `set ${shortDigest(digest)}`,
  ]);
  return [`release ${name}${about === '' ? '' : ` (${about})`}`, ...table(rows, '  ')];
}

/** The `--json` answer of `release show`: schemas/release.schema.json. */
export function releaseJson({ by, comment, name, principal, sets }: Release) {
  const said = { by: by ?? null, principal: principal ?? null, comment: comment ?? null };
  return { schemaVersion: 1, release: { name, ...said, sets: sets.map(setJson) } };
}

/** A set by its coordinates, as `--json` answers have it. */
export function setJson({ builds, digest, ref }: ReleasedSet) {
  const { format, name, namespace, version } = ref;
  return { digest, format, namespace: namespace ?? null, package: name, version, builds };
}
