import { formatVersion, type VersionRef, versionOf } from '../coordinates.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Tagged } from '../log/state.ts';
import type { RepositoryWriter } from '../ports/registry.ts';
import { tagsAt } from './plan-tags.ts';
import type { PromotionEvent } from './request.ts';

/** A dist-tag that an undo pointed back. */
export interface RestoredTag {
  readonly tag: string;
  /** The version that it pointed at until then; absent when there was no such tag. */
  readonly from?: string;
  /** The version that it points at again; absent when the tag was removed. */
  readonly to?: string;
}

export interface Restoring {
  readonly destination: RepositoryWriter;
  readonly ref: VersionRef;
  /** What the operation that is undone did to dist-tags. */
  readonly tags: Tagged;
  readonly lease: HeldLease;
  readonly onEvent: (event: PromotionEvent) => void;
}

export interface RestoredTags {
  readonly restored: readonly RestoredTag[];
  /** The same for the log; those that pointed at the very version that is restored come with it. */
  readonly log: Tagged;
  readonly warnings: readonly string[];
}

/** With those that are pointed back one by one: the others were, or come back with the version. */
interface TagsToRestore extends RestoredTags {
  readonly moves: readonly RestoredTag[];
}

/**
 * Points dist-tags back to where they pointed before an operation, before the version itself is restored, so that
 * `latest` never leads to what is gone; those that pointed at that version are left to its restoration. Throws
 * `access-denied` where the caller may not publish.
 */
export async function restoreTags({ lease, onEvent, ...restoring }: Restoring): Promise<RestoredTags> {
  const { destination, ref } = restoring;
  const { moves, ...restored } = await tagsToRestore(restoring);
  for (const { tag, to } of moves) {
    await lease.confirm();
    if (to === undefined) await destination.removeDistTag(ref, tag);
    else await destination.setDistTag(versionOf(ref, to), tag);
    onEvent({ type: 'tagged', tag, to: destination.repository.repository });
  }
  return restored;
}

/**
 * What becomes of the dist-tags of an operation that is undone. A tag that somebody has pointed elsewhere since, or whose
 * earlier version is not to be had any more, stays, with a warning. Writes nothing; nothing is asked of the service when no
 * tag was moved.
 */
export async function tagsToRestore({
  destination,
  ref,
  tags,
}: Pick<Restoring, 'destination' | 'ref' | 'tags'>): Promise<TagsToRestore> {
  if (tags.length === 0) return { moves: [], restored: [], log: [], warnings: [] };
  const packument = await destination.readPackument(ref);
  const done: Tagged[number][] = [];
  const moves: RestoredTag[] = [];
  const restored: RestoredTag[] = [];
  const warnings: string[] = [];
  for (const { after, before, tag } of tags) {
    const now = packument?.tags.get(tag);
    const what = { tag, ...named('before', after), ...named('after', before) };
    if (now === before) {
      done.push(what); // an interrupted run has done it
    } else if (now !== after) {
      warnings.push(`${tag} stays: it points at ${now ?? 'nothing'} since, not at ${after ?? 'nothing'}.`);
    } else if (before === ref.version) {
      done.push(what);
      restored.push({ tag, ...named('from', after), to: before });
    } else if (before !== undefined && !packument?.versions.has(before)) {
      const gone = formatVersion(versionOf(ref, before));
      warnings.push(`${tag} stays at ${after ?? 'nothing'}: ${gone}, at which it pointed, is not to be had any more.`);
    } else {
      const move = { tag, ...named('from', after), ...named('to', before) };
      done.push(what);
      restored.push(move);
      moves.push(move);
    }
  }
  return { moves, restored, log: done, warnings };
}

/** The tags that shall point at the restored version: those that do now or come back, whatever a packument may show yet. Sorted. */
export async function carriedAfter(
  destination: RepositoryWriter,
  ref: VersionRef,
  { log }: RestoredTags,
): Promise<readonly string[]> {
  const changed = new Set(log.map(({ tag }) => tag));
  const shown = tagsAt((await destination.readPackument(ref))?.tags, ref.version).filter((tag) => !changed.has(tag));
  const back = log.filter(({ after }) => after === ref.version).map(({ tag }) => tag);
  return [...shown, ...back].sort();
}

function named<Name extends string>(name: Name, version: string | undefined): { readonly [Key in Name]?: string } {
  return version === undefined ? {} : ({ [name]: version } as { readonly [Key in Name]?: string });
}
