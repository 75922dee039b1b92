import { type BuildTag, compareBuildTags } from '../build-tag.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { isInSource, type Source } from './in-source.ts';
import type { Selector } from './request.ts';

/** Where a set stands among the builds of its source: `newest` is what `--last` would choose. */
export type Standing = 'newest' | 'older';

/** Whether a selector names its build, so that the choice of an older one is meant. */
export function isByName({ by }: Selector): boolean {
  return by !== 'last' && by !== 'last-passed';
}

/**
 * Where a set with these tags stands; undefined for a set without any. Costs no request unless a newer tag is known and
 * the format keeps one build a version: then those are looked up, newest first, until one is in the source.
 */
export async function standingOf(
  candidate: Candidate,
  builds: readonly BuildTag[],
  candidates: Candidates,
  source: Source,
): Promise<Standing | undefined> {
  const own = builds.at(-1) ?? candidate.buildTag;
  if (own === undefined) return undefined;
  const isSideBySide = source.format.builds === 'side-by-side';
  const tags = isSideBySide ? candidates.derived.flatMap(({ buildTag }) => buildTag ?? []) : candidates.tags;
  const newer = tags.filter((tag) => compareBuildTags(tag, own) > 0 && !candidates.isOpen(tag));
  if (isSideBySide) return newer.length > 0 ? 'older' : 'newest';
  for (const tag of newer.sort(compareBuildTags).reverse()) {
    const one = await candidates.attached(tag);
    if (one && one.digest !== candidate.digest && (await isInSource(one, source))) return 'older';
  }
  return 'newest';
}
