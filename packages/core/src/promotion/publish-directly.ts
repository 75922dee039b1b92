import { CodedError, hasCode } from '../coded-error.ts';
import { noTransit } from '../home/no-transit.ts';
import type { Asset } from '../ports/registry.ts';
import type { Application } from './apply.ts';
import { inParallel } from '../in-parallel.ts';
import { holdsAll, observe, type Observed, sameAssets } from './observe.ts';
import { THROW_AWAY_TAG } from './plan-tags.ts';
import { requireTagsUnchanged } from './settle-tags.ts';
import { closeAssembled } from './transit.ts';

/**
 * Publishes what the destination's version lacks into it, without the transit. A generic version stays Unfinished, which
 * nobody is offered, until all of it is there; of a Python version the source distributions come last, so that nobody who
 * finds no wheel for his machine yet builds from source. Goes on from what an interrupted run left. Throws `changed` when
 * the destination holds what is not of the plan.
 */
export async function publishDirectly(application: Application): Promise<void> {
  const { concurrency, destination, lease, plan, ports, ref, transfer } = application;
  const [held] = await Promise.all([requireExpected(application), requireTagsUnchanged(application)]);
  const missing = plan.result.filter((asset) => !holdsAll(held.assets, [asset]));
  const isLast = ({ name }: Asset): boolean => ports.format.slotsOf(name).includes('sdist');
  const unfinished = ref.format === 'generic';
  const tag = plan.tags?.carried[0] ?? THROW_AWAY_TAG;
  try {
    for (const wave of [missing.filter((asset) => !isLast(asset)), missing.filter(isLast)]) {
      await inParallel(wave, concurrency, async (asset) => {
        // Not destructive, but a run that wakes after it was taken over is to add nothing.
        await lease.confirm();
        await transfer.send(asset, destination, ref, { unfinished, tag });
      });
    }
    if (unfinished) await closeAssembled(destination, ref, plan.result, ports.home);
  } catch (error) {
    throw hasCode(error, 'access-denied') ? mayDoNeither(error, application) : error;
  }
  application.onEvent({ type: 'published', to: destination.repository.repository });
}

/** What the destination holds now: as planned for, and what another run of the same may have published since. */
async function requireExpected({ destination, destinationHeld, plan, ref }: Application): Promise<Observed> {
  const held = await observe(destination, ref);
  if (sameAssets(held.assets, destinationHeld.assets) || holdsAll(plan.result, held.assets)) return held;
  const message = `${destination.repository.repository} changed since the plan was made.`;
  throw new CodedError('changed', message, { side: 'destination', retryable: true });
}

function mayDoNeither(cause: CodedError, { destination, ports }: Application): CodedError {
  const lack = noTransit(ports.home);
  if (!lack) return cause;
  const { repository } = destination.repository;
  return new CodedError('access-denied', `${lack.message} Nor may they publish into ${repository}: ${cause.message}`, {
    side: 'destination',
    cause,
    coordinates: cause.coordinates,
    next: lack.next,
  });
}
