import { formatPackage, type PackageRef, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { EventBody } from '../log/event.ts';
import type { VersionReader } from '../ports/registry.ts';
import { offeredBy } from '../promotion/journal.ts';
import { holdsAll, observe } from '../promotion/observe.ts';
import { inParallel } from '../in-parallel.ts';
import { type HeldSet, heldAtAll, type Moment } from './held.ts';

/** How many events are fetched at once. */
const AT_ONCE = 8;

/** A set that one of two moments has and the other lacks. */
export interface Change extends HeldSet {
  /** `added`: in the second only. `removed`: in the first only. */
  readonly change: 'added' | 'removed';
  /** Those of its promotion, sorted. */
  readonly workItems: readonly string[];
}

/** A moment, with the home whose log tells of it. */
export interface LoggedMoment extends Moment {
  readonly home: Home;
  /** The repository itself, where the moment is now: what was uploaded there is in no log. */
  readonly repository?: VersionReader;
}

/**
 * What two moments differ in: two repositories, which may have homes of their own, or one at two times. By package, version, and what is removed before what
 * is added. Costs the reading of each package's log, and one fetch a change. Where the log says nothing of a package in a
 * repository, as of one that builds are uploaded to, a set that is there now is no change: two requests a version.
 */
export async function changesBetween(
  packages: readonly PackageRef[],
  from: LoggedMoment,
  to: LoggedMoment,
): Promise<Change[]> {
  const [before = [], after = []] =
    from.home === to.home
      ? await heldAtAll(packages, [from, to], from.home)
      : [...(await heldAtAll(packages, [from], from.home)), ...(await heldAtAll(packages, [to], to.home))];
  const removed = lackedBy(after, before).map((held) => ({ ...held, change: 'removed' as const }));
  const added = lackedBy(before, after).map((held) => ({ ...held, change: 'added' as const }));
  const all = [...removed, ...added].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  const told = new Map<object, readonly string[]>();
  await inParallel(all, AT_ONCE, async (one) => {
    const { body } = (await one.log.event(one.event)).event;
    const [other, known] = one.change === 'added' ? [from, before] : [to, after];
    const isSilent = !known.some(({ ref }) => formatPackage(ref) === formatPackage(one.ref));
    if (isSilent && (await isThere(one.ref, body, other))) return;
    told.set(one, body.type === 'operation.completed' ? body.workItems : []);
  });
  return all.flatMap((one) => {
    const { log: _log, ...change } = one;
    const workItems = told.get(one);
    return workItems ? [{ ...change, workItems }] : [];
  });
}

/** Whether a repository offers what an operation put elsewhere. */
async function isThere(ref: VersionRef, body: EventBody, { repository }: LoggedMoment): Promise<boolean> {
  if (!repository || body.type !== 'operation.completed' || body.assets.length === 0) return false;
  return holdsAll(offeredBy(await observe(repository, ref)), body.assets);
}

function lackedBy<Held extends HeldSet>(others: readonly HeldSet[], held: readonly Held[]): Held[] {
  const known = new Set(others.map(({ digest }) => digest));
  return held.filter(({ digest }) => !known.has(digest));
}

/** Orders by format, package and version. */
function keyOf({ ref }: HeldSet): string {
  return [ref.format, formatPackage(ref), ref.version].join(' ');
}
