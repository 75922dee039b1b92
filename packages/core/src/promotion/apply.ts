import { CodedError, hasCode } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Asset, CopyOutcome, CopyRequest, RepositoryWriter, VersionCopier } from '../ports/registry.ts';
import { each } from './each.ts';
import { observe, type Observed, sameAssets } from './observe.ts';
import type { Plan } from './plan.ts';
import type { PromotionEvent, PromotionPorts } from './request.ts';
import type { Transfer } from './transfer.ts';
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
  readonly onEvent: (event: PromotionEvent) => void;
}

/**
 * Brings the destination's version to what the plan says. Every step looks before it acts, so applying again after
 * any interruption ends the same. Throws `mismatched-revision`, `changed` or `lease-lost` when the world has moved:
 * then observe and plan anew.
 */
export async function apply(application: Application): Promise<void> {
  switch (application.plan.method) {
    case 'none':
      return;
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

async function copyFromSource(application: Application): Promise<void> {
  const { destination, lease, ref, source, onEvent } = application;
  const { revision } = source.holds;
  if (!revision) throw new CodedError('changed', 'The source was not listed.', { retryable: true });
  await lease.confirm();
  const copied = await copy(destination, { from: source.repository, ref, revision });
  if (copied.outcome === 'already-exists') await requireResult(application, copied.message);
  onEvent({ type: 'copied', to: destination.repository.repository });
}

async function assembleAndCopy(application: Application): Promise<void> {
  const { destination, ports, ref } = application;
  const revision = await assemble(application);
  await requireUnchanged(application);
  const request = { from: ports.home.transit.repository, ref, revision };
  const copied = await copy(destination, request);
  if (copied.outcome === 'already-exists') await requireResult(application, copied.message);
  application.onEvent({ type: 'copied', to: destination.repository.repository });
}

/** Replaces what the destination holds by an overwriting copy, or where that merges, by a pinned removal and a copy. */
async function replace(application: Application): Promise<void> {
  const { destination, destinationHeld, plan, ports, ref } = application;
  const held = destinationHeld;
  if (held.status === 'Archived' && sameAssets(held.assets, plan.result)) return await publishAgain(application, held);
  const { 'copy-overwrite': overwriting = 'merge' } = await ports.answers();
  const revision = await assemble(application);
  const now = await requireUnchanged(application);
  const mustRemove = overwriting === 'merge' || now.status === 'Archived';
  if (mustRemove && now.status !== undefined) await removePinned(application, now);
  const allowOverwrite = !mustRemove && destinationHeld.assets.length > 0;
  await copy(destination, { from: ports.home.transit.repository, ref, revision, allowOverwrite });
  application.onEvent({ type: 'copied', to: destination.repository.repository });
}

/** Uploads beside what is there; where the caller may not publish, copies the union over it. */
async function add(application: Application): Promise<void> {
  const { concurrency, destination, lease, plan, ref, transfer } = application;
  await lease.confirm();
  try {
    await each(plan.missing, concurrency, (entry) => transfer.send(entry, destination, ref));
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'access-denied') throw error;
    await replace(application);
  }
}

/** Copies. That the version is not there any more means that another run was quicker, or that it was withdrawn. */
async function copy(to: VersionCopier, request: CopyRequest): Promise<CopyOutcome> {
  try {
    return await to.copyVersion(request);
  } catch (error) {
    if (!hasCode(error, 'not-found')) throw error;
    const what = `${request.from.repository} does not hold ${formatVersion(request.ref)} any more.`;
    throw new CodedError('changed', what, { cause: error, side: 'source', retryable: true });
  }
}

/** Makes the transit's version exactly the plan's result, and returns its revision. */
async function assemble({ ref, concurrency, lease, plan, ports, source, transfer }: Application) {
  const { home } = ports;
  const held = await observe(home.transit, ref);
  const canContinue = !lease.tookOver && isContinuable(ref, held, plan.result);
  if (!canContinue) await emptyTransit(home, ref, lease, held);
  await lease.confirm();
  const present = new Map(canContinue ? held.assets.map(({ name, sha256 }) => [name, sha256]) : []);
  const missing = plan.result.filter(({ name, sha256 }) => present.get(name) !== sha256);
  const isInSource = sameAssets(source.holds.assets, plan.result) && source.holds.revision !== undefined;
  const isSameDomain = ports.source === ports.destination;
  if (present.size === 0 && isInSource && isSameDomain && source.holds.revision) {
    await copy(home.transit, { from: source.repository, ref, revision: source.holds.revision });
  } else {
    const unfinished = ref.format === 'generic';
    await each(missing, concurrency, (asset) => transfer.send(asset, home.transit, ref, { unfinished }));
    if (unfinished) return await closeAssembled(home, ref, plan.result);
  }
  return await assembledRevision(home, ref, plan.result);
}

/** A version that was archived with these very bytes needs a change of status only. */
async function publishAgain({ destination, lease, ref }: Application, { revision }: Observed): Promise<void> {
  await lease.confirm();
  await destination.updateStatus(ref, { to: 'Published', expected: 'Archived', ...(revision ? { revision } : {}) });
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
async function requireUnchanged({ destination, destinationHeld, lease, ref }: Application): Promise<Observed> {
  await lease.confirm();
  const held = await observe(destination, ref);
  if (sameAssets(held.assets, destinationHeld.assets)) return held;
  throw new CodedError('changed', `${destination.repository.repository} changed since the plan was made.`, {
    side: 'destination',
    retryable: true,
  });
}

/** ALREADY_EXISTS is success when the version that exists is the one that was wanted. */
async function requireResult({ destination, plan, ref }: Application, message: string): Promise<void> {
  const held: readonly Asset[] = (await observe(destination, ref)).assets;
  if (sameAssets(held, plan.result)) return;
  throw new CodedError('changed', `${destination.repository.repository}: ${message}.`, {
    side: 'destination',
    retryable: true,
  });
}
