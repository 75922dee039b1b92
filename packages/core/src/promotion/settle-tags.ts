import { CodedError, hasCode } from '../coded-error.ts';
import { formatPackage, formatVersion, type VersionRef, versionOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { HeldLease } from '../log/lease.ts';
import type { DistTags, Packument } from '../ports/packument.ts';
import type { RepositoryWriter } from '../ports/registry.ts';
import { movedSince, type TagPlan, tagsAt } from './plan-tags.ts';
import type { PromotionEvent } from './request.ts';

/** How long the service may take to show what was done. */
const VISIBLE_WITHIN_MS = 60_000;
/** How long to wait for what a copy should have done, before it is done tag by tag, which takes the right to publish. */
const COPY_SHOWS_WITHIN_MS = 5_000;

/** Something that is not as it should be, and what mends it. */
interface Fault {
  readonly what: string;
  mend(): Promise<void>;
}

export interface Settlement {
  readonly destination: RepositoryWriter;
  readonly ref: VersionRef;
  readonly plan: TagPlan;
  /** As they were when the plan was made. */
  readonly before: DistTags;
  /** Whether a copy has brought them, so that setting them is the exception. */
  readonly copied: boolean;
  /** Whether the tags of the plan were derived from those of the destination, which must be the same still. Default false. */
  readonly areTagsPlanned?: boolean;
  readonly lease: HeldLease;
  readonly home: Pick<Home, 'clock' | 'timer'>;
  readonly onEvent: (event: PromotionEvent) => void;
}

/**
 * Waits until the destination shows exactly the planned dist-tags at the version, and its deprecation; what a copy did
 * not bring, or brought too much, is mended tag by tag. Throws `not-verified`, which names what is wrong, and
 * `access-denied` when mending takes a right that is missing. Where no copy brought them, a tag that has moved since the
 * plan was made throws `changed`.
 */
export async function settleTags(settlement: Settlement): Promise<void> {
  const { areTagsPlanned = false, copied, destination, home, lease, plan, ref } = settlement;
  const begun = home.clock.now().getTime();
  for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
    const packument = await destination.readPackument(ref);
    const faults = faultsOf(settlement, packument);
    if (faults.length === 0) return;
    const moved = areTagsPlanned ? movedSince(plan, ref.version, packument?.tags) : undefined;
    if (moved !== undefined && !copied) throw tagMoved(moved, destination);
    const age = home.clock.now().getTime() - begun;
    if (age > VISIBLE_WITHIN_MS) throw notVerified(settlement, faults);
    if (!copied || age > COPY_SHOWS_WITHIN_MS) {
      await lease.confirm();
      for (const fault of faults) await mended(fault, destination, ref);
      if (faultsOf(settlement, await destination.readPackument(ref)).length === 0) return;
    }
    await home.timer.sleep(wait);
  }
}

function faultsOf(
  { before, copied, destination, onEvent, plan, ref }: Settlement,
  packument: Packument | undefined,
): Fault[] {
  const has = tagsAt(packument?.tags, ref.version);
  const where = destination.repository.repository;
  const missing = plan.carried
    .filter((tag) => !has.includes(tag))
    .map((tag) => ({
      what: `${tag} points at ${packument?.tags.get(tag) ?? 'nothing'}`,
      mend: async () => {
        await destination.setDistTag(ref, tag);
        onEvent({ type: 'tagged', tag, to: where });
      },
    }));
  const extra = has
    .filter((tag) => !plan.carried.includes(tag))
    .map((tag) => ({ what: `${tag} points at it`, mend: () => putBack(destination, ref, tag, before.get(tag)) }));
  const deprecated = packument?.versions.get(ref.version)?.deprecated;
  const warned = copied && deprecated !== plan.deprecated;
  const mend = (): Promise<void> => destination.deprecateVersion(ref, plan.deprecated ?? '');
  const what = deprecated === undefined ? 'it is not deprecated any more' : `it is deprecated: ${deprecated}`;
  return [...missing, ...extra, ...(warned ? [{ what, mend }] : [])];
}

/** Points a tag where it pointed before, or takes it away where there was none. */
export async function putBack(
  destination: RepositoryWriter,
  ref: VersionRef,
  tag: string,
  from: string | undefined,
): Promise<void> {
  if (from === undefined || from === ref.version) return await destination.removeDistTag(ref, tag);
  await destination.setDistTag(versionOf(ref, from), tag);
}

async function mended({ mend, what }: Fault, { repository }: RepositoryWriter, ref: VersionRef): Promise<void> {
  try {
    await mend();
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    const message = `${repository.repository} shows ${formatVersion(ref)} otherwise than planned: ${what}. Changing a dist-tag alone takes the right to publish.`;
    const next = `Let somebody who may publish there do it: npm dist-tag add|rm ${formatPackage(ref)}, then run the command again.`;
    throw new CodedError('access-denied', message, { side: 'destination', cause: error, next });
  }
}

/**
 * Looks at the destination's dist-tags once more: the plan was made before the lease was taken. Throws `changed` when one
 * that the plan moves was moved since.
 */
export async function requireTagsUnchanged({
  areTagsPlanned = false,
  destination,
  plan: { tags },
  ref,
}: Pick<Settlement, 'areTagsPlanned' | 'destination' | 'ref'> & {
  readonly plan: { readonly tags?: TagPlan };
}): Promise<void> {
  if (!tags || !areTagsPlanned) return;
  const tag = movedSince(tags, ref.version, (await destination.readPackument(ref))?.tags);
  if (tag !== undefined) throw tagMoved(tag, destination);
}

/** Somebody else was quicker: observe and plan anew. */
function tagMoved(tag: string, { repository }: RepositoryWriter): CodedError {
  return new CodedError(
    'changed',
    `The dist-tag ${tag} in ${repository.repository} has changed since the plan was made.`,
    {
      side: 'destination',
      retryable: true,
    },
  );
}

function notVerified({ destination, ref }: Settlement, faults: readonly Fault[]): CodedError {
  const list = faults.map(({ what }) => what).join('; ');
  const where = destination.repository.repository;
  return new CodedError('not-verified', `${where} shows ${formatVersion(ref)} otherwise than planned: ${list}.`, {
    side: 'destination',
    retryable: true,
    next: "Run the command again. Where an upstream has a tag of the same name, the upstream's value wins.",
  });
}
