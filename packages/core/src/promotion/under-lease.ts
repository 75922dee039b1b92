import { CodedError } from '../coded-error.ts';
import type { VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { isTransitDenied } from '../home/no-transit.ts';
import type { Operation } from '../log/event.ts';
import { acquireLease, type HeldLease, whileRenewing } from '../log/lease.ts';
import type { Log } from '../log/log.ts';
import type { LogState, Tagged } from '../log/state.ts';
import { logFailed } from './journal.ts';
import type { Asset } from '../ports/registry.ts';
import { hasMoved } from './planning-anew.ts';
import type { PromotionOptions } from './request.ts';
import type { Observed } from './observe.ts';
import { emptyTransit } from './transit.ts';

const DEFAULT_WAIT_MS = 300_000;

/**
 * Does `work` while this process holds the package's lease for an operation (or has joined a run of the same). The
 * work's last word in the log ends the lease; a failure is written to the log, which ends it too.
 */
export async function underLease<Result>(
  {
    home,
    log,
    planned,
    seen,
    previous,
    tags,
  }: {
    readonly home: Home;
    readonly log: Log;
    readonly planned: Operation;
    /** What the log said when it was planned, where it is to be planned anew when something was done to the version since. */
    readonly seen?: LogState;
    /** What the destination's version holds before the first write, where an undo is to restore it. */
    readonly previous?: readonly Asset[];
    /** npm: what it does to dist-tags, where an undo is to take that back. */
    readonly tags?: Tagged;
  },
  options: PromotionOptions,
  work: (operation: Operation, lease: HeldLease) => Promise<Result>,
): Promise<Result> {
  const lease = await acquireLease(home, log, planned, {
    waitMs: options.waitMs ?? DEFAULT_WAIT_MS,
    onWait: ({ operationId, by }) => options.onEvent?.({ type: 'waiting', holder: by ?? operationId }),
    ...(options.by === undefined ? {} : { by: options.by }),
    ...(seen ? { seen } : {}),
    ...(previous ? { previous } : {}),
    ...(tags ? { tags } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const operation: Operation = { ...planned, id: lease.operationId };
  return await whileRenewing(home, log, operation.id, async () => {
    try {
      return await work(operation, lease);
    } catch (error) {
      await logFailed(log, operation.id, error);
      if (error instanceof CodedError && hasMoved(error)) await lease.requireNotOvertaken();
      throw error;
    }
  });
}

/**
 * Removes what was assembled, as it was last seen, which is of no use any more. That it stays is no reason to fail, since the next run
 * empties the transit: returns a warning then.
 */
export async function cleanTransit(
  home: Home,
  ref: VersionRef,
  lease: HeldLease,
  assembled?: Observed,
): Promise<string[]> {
  try {
    await emptyTransit(home, ref, lease, assembled);
    return [];
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'lease-lost') throw error;
    if (assembled === undefined && isTransitDenied(error, home)) return []; // nothing of this run is there
    return [`The transit was not emptied: ${error.message}`];
  }
}
