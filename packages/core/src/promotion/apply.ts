import { CodedError, hasCode } from '../coded-error.ts';
import { formatVersion, sameDomain, type VersionRef } from '../coordinates.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Asset, CopyOutcome, CopyRequest, RepositoryWriter, Revision, VersionCopier } from '../ports/registry.ts';
import { requireTransit } from '../home/no-transit.ts';
import { baseOf } from './base.ts';
import { inParallel } from '../in-parallel.ts';
import { holdsAll, isPublishedAgain, observe, type Observed, sameAssets } from './observe.ts';
import { tagsAt, THROW_AWAY_TAG } from './plan-tags.ts';
import type { Plan } from './plan.ts';
import type { PromotionEvent, PromotionPorts } from './request.ts';
import { publishDirectly } from './publish-directly.ts';
import { requireTagsUnchanged } from './settle-tags.ts';
import type { Transfer } from './transfer.ts';
import { carryTags } from './transit-tags.ts';
import { assembledRevision, closeAssembled, emptyTransit, isContinuable } from './transit.ts';

/** What applying a plan works with. */
export interface Application {
  readonly plan: Plan;
  readonly ref: VersionRef;
  readonly ports: PromotionPorts;
  readonly source: { readonly repository: RepositoryWriter['repository']; readonly holds: Observed };
  readonly destination: RepositoryWriter;
  /** As observed when the plan was made. */
  readonly destinationHeld: Observed;
  readonly transfer: Transfer;
  readonly lease: HeldLease;
  readonly concurrency: number;
  /** npm: whether the tags of the plan were derived from those of the destination, which must be the same still. Default false. */
  readonly areTagsPlanned?: boolean;
  readonly onEvent: (event: PromotionEvent) => void;
}

/** A version in the transit as it was last seen. */
export interface Assembled extends Observed {
  readonly revision: Revision;
}

/** What applying a plan leaves behind. */
export interface Applied {
  /** What is to be removed from the transit; absent when nothing was assembled there by this run. */
  readonly assembled?: Assembled;
  /** What is to be said of how it went. */
  readonly warnings?: readonly string[];
}

/**
 * Brings the destination's version to what the plan says. Every step looks before it acts, so applying again after
 * any interruption ends the same. Throws `mismatched-revision`, `changed` or `lease-lost` when the world has moved:
 * then observe and plan anew.
 */
export async function apply(application: Application): Promise<Applied> {
  if (application.plan.route === 'direct') {
    await publishDirectly(application);
    return {};
  }
  switch (application.plan.method) {
    case 'none':
    case 'tag': // verifying the tags sets them
      return {};
    case 'copy':
      return await copyFromSource(application);
    case 'assemble':
      return await assembleAndCopy(application);
    case 'replace':
      return await replace(application);
    case 'add':
      return await add(application);
    default:
      return application.plan.method satisfies never;
  }
}

async function copyFromSource(application: Application): Promise<Applied> {
  const { destination, lease, ref, source, onEvent } = application;
  const { revision } = source.holds;
  if (!revision) throw new CodedError('changed', 'The source was not listed.', { retryable: true });
  await Promise.all([requireTags(application), requireTagsUnchanged(application), lease.confirm()]);
  const copied = await copy(application, destination, { from: source.repository, ref, revision });
  const warnings = copied.outcome === 'already-exists' ? await requireResult(application, copied.message) : [];
  onEvent({ type: 'copied', to: destination.repository.repository });
  return { warnings };
}

/** Whether a dist-tag changes the revision is not documented, so the pin is no guard of what a copy would take along. */
async function requireTags({ plan, ports, ref, source }: Application): Promise<void> {
  if (!plan.tags) return;
  const { repository } = source.repository;
  const packument = await ports.source.reader(repository).readPackument(ref);
  if (tagsAt(packument?.tags, ref.version).join() === plan.tags.carried.join()) return;
  throw new CodedError('changed', `The dist-tags of ${formatVersion(ref)} in ${repository} changed meanwhile.`, {
    side: 'source',
    retryable: true,
  });
}

async function assembleAndCopy(application: Application): Promise<Applied> {
  const { destination, ports, ref } = application;
  const { assembled } = await assemble(application);
  const request = { from: ports.home.transit.repository, ref, revision: assembled.revision };
  const copied = await copy(application, destination, request);
  const warnings = copied.outcome === 'already-exists' ? await requireResult(application, copied.message) : [];
  application.onEvent({ type: 'copied', to: destination.repository.repository });
  return { assembled, warnings };
}

/** Replaces what the destination holds by an overwriting copy, or where that merges, by a pinned removal and a copy. */
async function replace(application: Application): Promise<Applied> {
  const { destination, destinationHeld, plan, ports, ref } = application;
  const held = destinationHeld;
  if (isPublishedAgain(held, plan.result)) return await publishAgain(application, held);
  const { 'copy-overwrite': overwriting = 'merge' } = await ports.answers();
  const { assembled, now } = await assemble(application);
  const mustRemove = overwriting !== 'replace' || now.status === 'Archived';
  if (mustRemove && now.status !== undefined) await removePinned(application, now);
  const allowOverwrite = !mustRemove && destinationHeld.assets.length > 0;
  const { revision } = assembled;
  await copy(application, destination, { from: ports.home.transit.repository, ref, revision, allowOverwrite });
  application.onEvent({ type: 'copied', to: destination.repository.repository });
  return { assembled };
}

/**
 * Adds to what is there so that nobody sees half a build: one file is uploaded, where the caller may; several are
 * assembled with what is there, and the union is copied over it.
 */
async function add(application: Application): Promise<Applied> {
  const { destination, lease, plan, ref, transfer } = application;
  const [only, ...others] = plan.missing;
  if (!only || others.length > 0) return await addUnion(application);
  await lease.confirm();
  try {
    await transfer.send(only, destination, ref);
    return {};
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    return await addUnion(application);
  }
}

/** Whether an overwriting copy replaces or merges does not matter: the union holds all that is there. */
async function addUnion(application: Application): Promise<Applied> {
  const { destination, ports, ref } = application;
  const { assembled } = await assemble(application);
  const { revision } = assembled;
  await copy(application, destination, { from: ports.home.transit.repository, ref, revision, allowOverwrite: true });
  application.onEvent({ type: 'copied', to: destination.repository.repository });
  return { assembled };
}

/**
 * Copies. What is not there any more, or not Published, was there: another run was quicker, or it was withdrawn. And the
 * destination's version may have got another status.
 */
async function copy(application: Application, to: VersionCopier, request: CopyRequest): Promise<CopyOutcome> {
  const { destination, destinationHeld, ports } = application;
  const { from, ref } = request;
  try {
    return await to.copyVersion(request);
  } catch (error) {
    const isGone =
      hasCode(error, 'not-found') || (hasCode(error, 'not-allowed') && !(await isPublished(ports, request)));
    if (isGone) {
      const what = `${from.repository} does not hold ${formatVersion(ref)} any more.`;
      throw new CodedError('changed', what, { cause: error, side: 'source', retryable: true });
    }
    if (!hasCode(error, 'not-allowed') || to !== destination) throw error;
    const { status } = await observe(destination, ref);
    if (status === destinationHeld.status) throw error;
    const what = `${formatVersion(ref)} in ${destination.repository.repository} became ${status ?? 'absent'} meanwhile.`;
    throw new CodedError('changed', what, { cause: error, side: 'destination', retryable: true });
  }
}

async function isPublished({ destination }: PromotionPorts, { from, ref }: CopyRequest): Promise<boolean> {
  return (await destination.reader(from.repository).describeVersion(ref))?.status === 'Published';
}

/**
 * Makes the transit's version exactly the plan's result; then looks at it, and at the destination once more before it
 * is written to.
 */
async function assemble(application: Application): Promise<{ readonly assembled: Assembled; readonly now: Observed }> {
  requireTransit(application.ports.home);
  const mustClose = await fillTransit(application);
  const { lease, plan, ports, ref } = application;
  const { tags: rules } = ports.format;
  if (plan.tags && rules) await carryTags(ports.home, ref, plan.tags, rules, lease);
  const look = mustClose ? closeAssembled : assembledRevision;
  const [revision, now] = await Promise.all([
    look(ports.home.transit, ref, plan.result, ports.home),
    requireUnchanged(application),
  ]);
  return { assembled: { status: 'Published', revision, assets: plan.result }, now };
}

/** Whether the version was left open, as generic ones are. */
async function fillTransit(application: Application): Promise<boolean> {
  const { concurrency, lease, plan, ports, ref, transfer } = application;
  const { home } = ports;
  const [held] = await Promise.all([observe(home.transit, ref), lease.confirm()]);
  const canContinue = !lease.tookOver && isContinuable(ref, held, plan.result);
  if (!canContinue) await emptyTransit(home, ref, lease, held);
  const present = canContinue ? held.assets : await copyBase(application);
  const missing = plan.result.filter((asset) => !holdsAll(present, [asset]));
  // A generic version takes assets only while it is Unfinished.
  const unfinished = ref.format === 'generic' && missing.length > 0;
  const tag = plan.tags?.carried[0] ?? THROW_AWAY_TAG;
  await inParallel(missing, concurrency, (asset) => transfer.send(asset, home.transit, ref, { unfinished, tag }));
  return unfinished || (canContinue && held.status === 'Unfinished');
}

/** Begins the transit's version by a copy inside the service, where the source or the destination holds a part of it. */
async function copyBase(application: Application): Promise<readonly Asset[]> {
  const { destination, destinationHeld, plan, ports, ref, source } = application;
  const base = baseOf(ref, plan.result, [
    ...(sameDomain(source.repository, destination.repository) ? [source] : []),
    { repository: destination.repository, holds: destinationHeld },
  ]);
  if (!base) return [];
  await copy(application, ports.home.transit, { from: base.from, ref, revision: base.revision });
  return base.assets;
}

/** A version that was archived or unlisted with these very bytes needs a change of status only. */
async function publishAgain(
  { destination, lease, ref }: Application,
  { revision, status = 'Archived' }: Observed,
): Promise<Applied> {
  await lease.confirm();
  await destination.updateStatus(ref, { to: 'Published', expected: status, ...(revision ? { revision } : {}) });
  return {};
}

async function removePinned({ destination, lease, ref }: Application, held: Observed): Promise<void> {
  if (held.status !== 'Archived') {
    await lease.confirm();
    const { status = 'Published', revision } = held;
    await destination.updateStatus(ref, { to: 'Archived', expected: status, ...(revision ? { revision } : {}) });
  }
  await lease.confirm();
  await destination.deleteVersion(ref, { expected: 'Archived' });
}

/** Looks at the destination once more before it is written to. Throws `changed` when it is not as planned for. */
async function requireUnchanged(application: Application): Promise<Observed> {
  const { destination, destinationHeld, lease, ref } = application;
  const [held] = await Promise.all([observe(destination, ref), lease.confirm(), requireTagsUnchanged(application)]);
  if (sameAssets(held.assets, destinationHeld.assets)) return held;
  throw new CodedError('changed', `${destination.repository.repository} changed since the plan was made.`, {
    side: 'destination',
    retryable: true,
  });
}

/** ALREADY_EXISTS is success when the version that exists is the one that was wanted; that it is told shows a difference. */
async function requireResult({ destination, plan, ref }: Application, message: string): Promise<readonly string[]> {
  const held: readonly Asset[] = (await observe(destination, ref)).assets;
  if (sameAssets(held, plan.result)) {
    const where = destination.repository.repository;
    return [`${where} got ${formatVersion(ref)} with these bytes from elsewhere meanwhile; its metadata differs.`];
  }
  throw new CodedError('changed', `${destination.repository.repository}: ${message}.`, {
    side: 'destination',
    retryable: true,
  });
}
