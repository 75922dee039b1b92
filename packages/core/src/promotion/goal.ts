import { type VersionRef, versionOf } from '../coordinates.ts';
import { findRecord } from '../home/find-record.ts';
import type { SealedRecord } from '../home/record.ts';
import { type Lineage, madeFrom, type Origin, originsOf } from '../log/lineage.ts';
import type { VersionStatus } from '../ports/registry.ts';
import { type Candidate, Candidates } from './candidates.ts';
import { contentFrom, recordPlaces } from './content.ts';
import { isInSource, type Source } from './in-source.ts';
import type { SetDigest } from '../set-digest.ts';
import type { PromotionEvent, PromotionPorts, PromotionRequest } from './request.ts';
import type { StrippedSet, Stripper } from './stripper.ts';

/** What a promotion shall bring to its destination. */
export interface Goal {
  readonly candidate: Candidate;
  /** The build that it is made of, where this promotion strips it. */
  readonly original?: Candidate;
  readonly origin?: Origin;
  /** Where this run has made it: its bytes. */
  readonly made?: StrippedSet;
}

/** What is known when it is decided. */
export interface GoalContext {
  readonly ports: Pick<PromotionPorts, 'format' | 'home' | 'source' | 'sourceHome'>;
  readonly source: Source;
  /** The version's in the source; absent where it holds none. */
  readonly status: VersionStatus | undefined;
  /** What was made of what, by the log. */
  readonly lineages: readonly Lineage[];
  readonly stripper: Stripper;
  readonly onEvent: (event: PromotionEvent) => void;
}

/**
 * What is to be promoted of the selected build: itself, or stripped. A set of which the log says that it was made of this
 * build is taken as it is on record; else it is made now, which reads all of the build's bytes. From a repository that
 * holds only what was made of the build, that is meant.
 */
export async function goalOf(request: PromotionRequest, selected: Candidate, context: GoalContext): Promise<Goal> {
  const { lineages, source, status, stripper } = context;
  if (!(await isInSource(selected, source))) return { candidate: (await madeInSource(selected, context)) ?? selected };
  const isRefused = status !== undefined && status !== 'Published';
  if (request.strip !== true || isRefused) return { candidate: selected };
  if (originsOf(lineages, selected.digest).some(({ recipe }) => recipe === stripper.recipe))
    return { candidate: selected };
  return (await knownGoal(selected, context)) ?? (await newGoal(request, selected, context));
}

/** What was made of a build earlier, if the source holds it under the same version. */
async function madeInSource(
  original: Candidate,
  { ports, source, lineages }: GoalContext,
): Promise<Candidate | undefined> {
  const { ref } = original.set;
  for (const { set, version } of madeFrom(lineages, original.digest)) {
    if (version !== ref.version) continue;
    const made = await onRecord(ref, set, ports);
    if (made && (await isInSource(made, source))) return made;
  }
  return undefined;
}

async function knownGoal(original: Candidate, { lineages, ports, stripper }: GoalContext): Promise<Goal | undefined> {
  for (const { origin, set, version } of madeFrom(lineages, original.digest)) {
    if (origin.recipe !== stripper.recipe) continue;
    const candidate = await onRecord(versionOf(original.set.ref, version), set, ports);
    if (candidate) return { candidate, original, origin };
  }
  return undefined;
}

async function newGoal(
  { from, ref }: PromotionRequest,
  original: Candidate,
  { onEvent, ports, source, stripper }: GoalContext,
): Promise<Goal> {
  onEvent({ type: 'stripping', digest: original.digest });
  const places = [
    ...recordPlaces(original, ports.home.records),
    { repository: ports.source.reader(from), ref, holds: source.held },
  ];
  const made = await stripper.strip(original, contentFrom(ref, places, ports.home.records));
  if (made.digest === original.digest) return { candidate: original };
  onEvent({ type: 'stripped', digest: made.digest, from: original.digest });
  const candidates = await Candidates.of(ports.home.records, made.set.ref, [], ports.format);
  const origin = { set: original.digest, version: original.set.ref.version, recipe: stripper.recipe };
  return { candidate: await candidates.recorded(made.set), original, origin, made };
}

/**
 * The sets whose verdicts and approvals speak for a set: itself, what it is being made of, and what the log says that it
 * was made of. Originals that are not on record any more are left out.
 */
export async function spokenFor(
  { candidate, original }: Pick<Goal, 'candidate' | 'original'>,
  lineages: readonly Lineage[],
  ports: Homes,
): Promise<Candidate[]> {
  const others = originsOf(lineages, candidate.digest).filter(({ set }) => set !== original?.digest);
  const { ref } = candidate.set;
  const found = await Promise.all(others.map(({ set, version }) => onRecord(versionOf(ref, version), set, ports)));
  return [candidate, ...(original ? [original] : []), ...found.flatMap((one) => one ?? [])];
}

type Homes = Pick<PromotionPorts, 'home' | 'sourceHome'>;

/** A set as it is on record in one of the homes. */
async function onRecord(
  ref: VersionRef,
  digest: SetDigest,
  { home, sourceHome }: Homes,
): Promise<Candidate | undefined> {
  const own = await findRecord(home.records, ref, digest);
  if (own) return { ...subjectOf(own), record: own.record };
  const other = sourceHome && (await findRecord(sourceHome.records, ref, digest));
  return other && { ...subjectOf(other), recordElsewhere: { home: sourceHome.records, record: other.record } };
}

function subjectOf({ buildTag, digest, set }: SealedRecord): Candidate {
  return { set, digest, ...(buildTag === undefined ? {} : { buildTag }) };
}
