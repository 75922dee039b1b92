import { type BuildTag, compareBuildTags, parseBuildTag } from '../build-tag.ts';
import type { VersionRef } from '../coordinates.ts';
import { type LogState, placeKey } from '../log/state.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset } from '../ports/registry.ts';
import type { Selector } from './request.ts';

/**
 * Where a set stands against what its destination's version holds, or last held by the log: `older` when that is a build of
 * a higher tag.
 */
export type Standing = 'ahead' | 'older';

/** Whether a selector names its build, so that the choice of an older one is meant. */
export function isByName({ by }: Selector): boolean {
  return by !== 'last' && by !== 'last-passed';
}

/** A destination's version as it is seen. */
export interface Held {
  readonly arn: string;
  readonly ref: VersionRef;
  readonly assets: readonly Pick<Asset, 'name'>[];
}

/**
 * Where a set with these tags, ordered, stands; undefined for a set without any. What an interrupted run of the same has
 * taken away already still counts.
 */
export function standingOf(
  builds: readonly BuildTag[],
  { arn, assets, ref }: Held,
  { begun, places }: LogState,
  { buildTagOf }: Pick<FormatAdapter, 'buildTagOf'>,
): Standing | undefined {
  const own = builds.at(-1);
  if (own === undefined) return undefined;
  const key = placeKey(arn, ref.version);
  const place = places[key];
  const logged = place && place.withdrawn !== true ? Object.values(place.sets).flatMap((set) => set.builds) : [];
  const seen = [...assets, ...(begun?.[key]?.previous ?? [])].flatMap(({ name }) => buildTagOf(name) ?? []);
  const isOlder = [...logged.map(parseBuildTag), ...seen].some((tag) => compareBuildTags(tag, own) > 0);
  return isOlder ? 'older' : 'ahead';
}
