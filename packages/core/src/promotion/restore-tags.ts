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
  /** The same for the log. */
  readonly log: Tagged;
  readonly warnings: readonly string[];
}

/**
 * Points dist-tags back to where they pointed before an operation, before the version itself is restored, so that
 * `latest` never leads to what is gone. A tag that somebody has pointed elsewhere since, or whose earlier version is not
 * to be had any more, stays, with a warning. Throws `access-denied` where the caller may not publish. Nothing is asked of
 * the service when no tag was moved.
 */
export async function restoreTags({ destination, lease, onEvent, ref, tags }: Restoring): Promise<RestoredTags> {
  if (tags.length === 0) return { restored: [], log: [], warnings: [] };
  const packument = await destination.readPackument(ref);
  const done: Tagged[number][] = [];
  const restored: RestoredTag[] = [];
  const warnings: string[] = [];
  for (const { after, before, tag } of tags) {
    const now = packument?.tags.get(tag);
    if (now === before) {
      done.push({ tag, ...named('before', after), ...named('after', before) }); // an interrupted run has done it
    } else if (now !== after) {
      warnings.push(`${tag} stays: it points at ${now ?? 'nothing'} since, not at ${after ?? 'nothing'}.`);
    } else if (before !== undefined && !packument?.versions.has(before)) {
      const gone = formatVersion(versionOf(ref, before));
      warnings.push(`${tag} stays at ${after ?? 'nothing'}: ${gone}, at which it pointed, is not to be had any more.`);
    } else {
      await lease.confirm();
      if (before === undefined) await destination.removeDistTag(ref, tag);
      else await destination.setDistTag(versionOf(ref, before), tag);
      onEvent({ type: 'tagged', tag, to: destination.repository.repository });
      done.push({ tag, ...named('before', after), ...named('after', before) });
      restored.push({ tag, ...named('from', after), ...named('to', before) });
    }
  }
  return { restored, log: done, warnings };
}

/** The tags that point at the version now, but for those that are known to be gone, sorted. One request. */
export async function tagsThere(
  destination: RepositoryWriter,
  ref: VersionRef,
  gone: readonly string[],
): Promise<readonly string[]> {
  const shown = tagsAt((await destination.readPackument(ref))?.tags, ref.version);
  return shown.filter((tag) => !gone.includes(tag));
}

function named<Name extends string>(name: Name, version: string | undefined): { readonly [Key in Name]?: string } {
  return version === undefined ? {} : ({ [name]: version } as { readonly [Key in Name]?: string });
}
