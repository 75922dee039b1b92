import type { BuildTag } from '../build-tag.ts';
import { activityOf } from '../builds.ts';
import type { BuildSet } from '../build-set.ts';
import type { LogState } from '../log/state.ts';
import { originsOf } from '../log/lineage.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset } from '../ports/registry.ts';
import { holdsAll, type Observed } from '../promotion/observe.ts';
import type { SetDigest } from '../set-digest.ts';
import type { Sha256 } from '../sha256.ts';

/** Why a set is kept, whatever its age. */
export interface Protection {
  /**
   * `promoted`: by the log it is in a repository. `active`: installers get it somewhere. `undo`: the last operation on a
   * version can be taken back only with it. `origin`: a set that is in a repository was made of it.
   */
  readonly reason: 'promoted' | 'active' | 'held' | 'approved' | 'release' | 'undo' | 'origin' | 'unseen';
  /** What does it: a repository, a stage or a release. */
  readonly by: string;
}

/** A set that may be pruned, with all its records. */
export interface PrunableSet {
  readonly set: BuildSet;
  readonly digest: SetDigest;
  /** Ordered. */
  readonly builds: readonly BuildTag[];
}

/** What sets are held against. */
export interface ProtectionContext {
  readonly state: LogState;
  readonly format: FormatAdapter;
  /** What the repositories that are looked into hold of the set's version, by name. */
  readonly held: ReadonlyMap<string, Observed>;
  /** The bytes that the last operation on each version would restore if it were undone, by placeKey. */
  readonly restorable: ReadonlyMap<string, ReadonlySet<Sha256>>;
  /** The releases that a set is part of, by its digest. */
  readonly releases: ReadonlyMap<SetDigest, string>;
}

/** What protects a set, as far as it costs no more requests; approvals are looked up for those that remain. */
export function protectionOf({ digest, set }: PrunableSet, context: ProtectionContext): Protection | undefined {
  const { held, releases, restorable, state } = context;
  for (const [key, { sets }] of Object.entries(state.places)) {
    if (sets[digest]) return { reason: 'promoted', by: nameOf(key) };
  }
  for (const [key, hold] of Object.entries(state.holds)) {
    if (hold.set === digest) return { reason: 'held', by: nameOf(key) };
  }
  const release = releases.get(digest);
  if (release !== undefined) return { reason: 'release', by: release };
  for (const [name, { assets, status }] of held) {
    if (status === 'Published' && isActive(set, assets, context.format)) return { reason: 'active', by: name };
  }
  for (const [key, bytes] of restorable) {
    if (isRestorable(set, bytes, context.format)) return { reason: 'undo', by: nameOf(key) };
  }
  return originProtection(digest, state);
}

/**
 * Where builds stand side by side, a file of it that installers take is enough: a set of which a part is gone is not to
 * lose the rest. A version of one build gives all of that one: others may have files in common with it.
 */
function isActive(set: BuildSet, assets: readonly Asset[], format: FormatAdapter): boolean {
  if (format.builds === 'one') return holdsAll(assets, set.entries);
  const present = set.entries.filter((entry) =>
    assets.some(({ name, sha256 }) => name === entry.name && sha256 === entry.sha256),
  );
  return present.length > 0 && activityOf({ ...set, entries: present }, assets, format) !== 'none';
}

function isRestorable({ entries }: BuildSet, bytes: ReadonlySet<Sha256>, format: FormatAdapter): boolean {
  const isNeeded = ({ sha256 }: Asset): boolean => bytes.has(sha256);
  return format.builds === 'one' ? entries.every(isNeeded) : entries.some(isNeeded);
}

/** A stripped set is proved by the one that it was made of. */
function originProtection(digest: SetDigest, { lineages = [], places }: LogState): Protection | undefined {
  for (const [key, { sets }] of Object.entries(places)) {
    for (const made of lineages) {
      if (sets[made.set] && originsOf(lineages, made.set).some((origin) => origin.set === digest)) {
        return { reason: 'origin', by: nameOf(key) };
      }
    }
  }
  return undefined;
}

/** The repository's name in a placeKey. */
function nameOf(key: string): string {
  const [arn = ''] = key.split(' ');
  return arn.slice(arn.lastIndexOf('/') + 1);
}
