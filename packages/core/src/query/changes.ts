import { formatPackage, type PackageRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { Log } from '../log/log.ts';
import { each } from '../promotion/each.ts';
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

/**
 * What two moments differ in: two repositories, which may have homes of their own, or one at two times. By package, version, and what is removed before what
 * is added. Costs the reading of each package's log, and one fetch a change.
 */
export async function changesBetween(
  packages: readonly PackageRef[],
  from: Moment & { readonly home: Home },
  to: Moment & { readonly home: Home },
): Promise<Change[]> {
  const [before = [], after = []] =
    from.home === to.home
      ? await heldAtAll(packages, [from, to], from.home)
      : [...(await heldAtAll(packages, [from], from.home)), ...(await heldAtAll(packages, [to], to.home))];
  const removed = lackedBy(after, before).map((held) => ({ ...held, change: 'removed' as const }));
  const added = lackedBy(before, after).map((held) => ({ ...held, change: 'added' as const }));
  const all = [...removed, ...added].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  const workItems = new Map<object, readonly string[]>();
  await each(all, AT_ONCE, async (one) => void workItems.set(one, await workItemsOf(one)));
  return all.map((one) => {
    const { log: _log, ...change } = one;
    return { ...change, workItems: workItems.get(one) ?? [] };
  });
}

function lackedBy<Held extends HeldSet>(others: readonly HeldSet[], held: readonly Held[]): Held[] {
  const known = new Set(others.map(({ digest }) => digest));
  return held.filter(({ digest }) => !known.has(digest));
}

/** Orders by format, package and version. */
function keyOf({ ref }: HeldSet): string {
  return [ref.format, formatPackage(ref), ref.version].join(' ');
}

async function workItemsOf({ event, log }: HeldSet & { readonly log: Log }): Promise<readonly string[]> {
  const { body } = (await log.event(event)).event;
  return body.type === 'operation.completed' ? body.workItems : [];
}
