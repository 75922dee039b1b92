import { formatVersion, sameRepository } from '../coordinates.ts';
import type { TagRules } from '../ports/format-adapter.ts';
import type { Asset } from '../ports/registry.ts';
import type { DistTags, Packument } from '../ports/packument.ts';
import { holdsAll } from './observe.ts';
import type { Plan, PlanInput } from './plan.ts';
import type { Refusal } from './refusal.ts';
import type { MovedTag, TagPolicy } from './request.ts';

/** What becomes of a version's dist-tags. */
export interface TagPlan {
  /** Those that point at the version afterwards, sorted: an assembled version carries these and no others. */
  readonly carried: readonly string[];
  /** Those of them that pointed elsewhere, or nowhere. */
  readonly moved: readonly MovedTag[];
  /** What the version is to be deprecated with; absent when it is not. */
  readonly deprecated?: string;
}

/** The tag that a publish sets, since the protocol wants one, where the version shall have none. */
export const THROW_AWAY_TAG = 'buildset';

const LATEST = 'latest';
const NO_TAGS: DistTags = new Map();

/**
 * The plan with what becomes of dist-tags, for formats that have them. A copy of the source's version brings all of its
 * tags, so it is made only of one that carries exactly the wanted ones; else the version is assembled. Refuses a
 * deprecated source, and a tag that would go back. Throws what the format throws for a text that cannot be a tag.
 */
export function withTags(planned: Plan, input: PlanInput, rules: TagRules): Plan | Refusal {
  const { candidate, destinationPackument: destination, request, sourcePackument: source } = input;
  const { version } = candidate.set.ref;
  const refusal = deprecatedSource(input);
  if (refusal) return refusal;
  const policy = request.tags ?? { move: 'default' };
  const wanted = moving(policy, version, destination?.tags ?? NO_TAGS, rules);
  if ('method' in wanted) return wanted;
  const present = wantedAt(destination?.tags, version);
  const moved = wanted.tags.filter(({ tag }) => !present.includes(tag));
  const carried = [...new Set([...present, ...moved.map(({ tag }) => tag)])].sort();
  const deprecated = destination?.versions.get(version)?.deprecated;
  const tags = {
    carried,
    moved,
    ...(request.keepDeprecation === true && deprecated !== undefined ? { deprecated } : {}),
  };
  const warnings = [...planned.warnings, ...wanted.warnings, ...vanishing(planned, input)];
  return { ...planned, method: methodOf(planned, tags, tagsAt(source?.tags, request.ref.version)), warnings, tags };
}

/** The tags that point at a version, sorted. */
export function tagsAt(tags: DistTags = NO_TAGS, version: string): string[] {
  return [...tags].flatMap(([tag, target]) => (target === version ? [tag] : [])).sort();
}

/**
 * The first tag that is not where it was when the plan was made, nor where the plan puts it: another promotion of the
 * package, or somebody's `npm dist-tag`, was quicker. Undefined when all are.
 */
export function movedSince({ carried, moved }: TagPlan, version: string, now: DistTags = NO_TAGS): string | undefined {
  const elsewhere = moved.find(({ from, tag }) => {
    const target = now.get(tag);
    return target !== from && target !== version;
  });
  return elsewhere?.tag ?? wantedAt(now, version).find((tag) => !carried.includes(tag));
}

/** The same without what an interrupted publish has left. */
function wantedAt(tags: DistTags | undefined, version: string): string[] {
  return tagsAt(tags, version).filter((tag) => tag !== THROW_AWAY_TAG);
}

function methodOf({ method }: Plan, { carried, moved }: TagPlan, inSource: readonly string[]): Plan['method'] {
  if (method === 'none' && moved.length > 0) return 'tag';
  const isSame = carried.join('\n') === inSource.join('\n');
  return method === 'copy' && !isSame ? 'assemble' : method;
}

interface Wanted {
  readonly tags: readonly MovedTag[];
  readonly warnings: readonly string[];
}

function moving(policy: TagPolicy, version: string, tags: DistTags, rules: TagRules): Wanted | Refusal {
  if (policy.move === 'keep') return { tags: [], warnings: [] };
  if (policy.move === 'default') return movingLatest(version, tags, rules);
  for (const tag of policy.names) rules.checkTag(tag);
  const moved = [...new Set(policy.names)].sort().map((tag) => movedTag(tag, tags));
  const back = moved.filter(({ from }) => from !== undefined && rules.compareVersions(version, from) < 0);
  if (back.length === 0 || policy.mayGoBack === true) return { tags: moved, warnings: [] };
  const list = back.map(({ tag, from }) => `${tag} points at ${from}`).join(', ');
  return {
    method: 'refuse',
    code: 'tag-goes-back',
    message: `${list}, which is later than ${version}.`,
    next: 'Leave the tag out, or pass --allow-backwards.',
  };
}

function movingLatest(version: string, tags: DistTags, rules: TagRules): Wanted {
  const latest = movedTag(LATEST, tags);
  const { from } = latest;
  if (from === undefined || from === version) return { tags: [latest], warnings: [] };
  const stays = (why: string): Wanted => ({ tags: [], warnings: [`latest stays at ${from}, ${why}.`] });
  if (rules.compareVersions(version, from) < 0) return stays(`which is later than ${version}`);
  if (rules.isPrerelease(version) && !rules.isPrerelease(from)) return stays(`since ${version} is a prerelease`);
  return { tags: [latest], warnings: [] };
}

function movedTag(tag: string, tags: DistTags): MovedTag {
  const from = tags.get(tag);
  return from === undefined ? { tag } : { tag, from };
}

/** That a version is deprecated says something of the build that it holds, so activating another one is no harm. */
function deprecatedSource({ destination, request, source, ...rest }: PlanInput): Refusal | undefined {
  if (sameRepository(source, destination)) return undefined;
  const { ref } = request;
  const text = rest.sourcePackument?.versions.get(ref.version)?.deprecated;
  if (text === undefined) return undefined;
  return {
    method: 'refuse',
    code: 'deprecated',
    message: `${formatVersion(ref)} is deprecated in ${request.from}: ${text}`,
    next: `Promote another version, or take the deprecation away: npm deprecate ${formatVersion(ref)} "".`,
  };
}

/** What lock files pinned and will not find any more. */
function vanishing({ result }: Plan, { candidate, destinationHolds, request }: PlanInput): string[] {
  const lost = destinationHolds.assets.filter((asset) => !holdsAll(result, [asset]));
  const what = formatVersion(candidate.set.ref);
  return lost.map((asset) => `Lock files that pin ${hashes(asset)} of ${what} find it in ${request.to} no more.`);
}

function hashes({ integrity, sha256 }: Asset): string {
  return integrity === undefined ? `sha256 ${sha256}` : `${integrity} (sha256 ${sha256})`;
}

/** The packuments that a plan is made from, of formats that have them. */
export interface Packuments {
  readonly sourcePackument?: Packument;
  readonly destinationPackument?: Packument;
}
