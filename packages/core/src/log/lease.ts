import { CodedError, hasCode } from '../coded-error.ts';
import type { Home } from '../home/home.ts';
import type { Asset } from '../ports/registry.ts';
import type { Operation } from './event.ts';
import type { Log } from './log.ts';
import type { Lease, LogState, Tagged } from './state.ts';

/** How long a lease holds after it was started or renewed, by the service's time. */
export const LEASE_MS = 120_000;
/** How often a holder renews it. */
const RENEW_MS = 40_000;
/** How often a waiting run looks again. */
const POLL_MS = 2_000;

export interface AcquireOptions {
  /** How long to wait for another run's lease. Default 0: not at all. */
  readonly waitMs?: number;
  /** Told once when waiting begins. */
  readonly onWait?: (holder: Lease) => void;
  readonly by?: string;
  /** What the destination's version holds before the first write. */
  readonly previous?: readonly Asset[];
  /** npm: what will be done to dist-tags. */
  readonly tags?: Tagged;
  readonly signal?: AbortSignal;
}

/** The right to write to a package's transit and stages, until it is released or has run out. */
export interface HeldLease {
  readonly operationId: string;
  /** Whether a dead run's lease was taken over: its half-done work must be cleared first. */
  readonly tookOver: boolean;
  /** Reads the head again. Throws `lease-lost` when another operation holds the lease now. */
  confirm(): Promise<void>;
}

/**
 * Takes the package's lease for an operation. A run of the same plan joins at once, since every step is idempotent.
 * Throws `lease-held`, naming the holder, when another plan's lease does not end in time.
 */
export async function acquireLease(
  home: Home,
  log: Log,
  operation: Operation,
  options: AcquireOptions = {},
): Promise<HeldLease> {
  const deadline = home.clock.now().getTime() + (options.waitMs ?? 0);
  let announced = false;
  for (;;) {
    const state = await log.append((now) => start(now, operation, options));
    const held = state.lease;
    if (held?.planDigest === operation.planDigest) return hold(log, held.operationId, false);
    if (!held) continue;
    if (await isDead(home, log, held)) {
      const after = await log.append((now) => takeOver(now, held, operation, options));
      if (after.lease?.operationId === operation.id) return hold(log, operation.id, true);
      continue;
    }
    if (home.clock.now().getTime() >= deadline) throw leaseHeld(held);
    if (!announced) options.onWait?.(held);
    announced = true;
    await home.timer.sleep(POLL_MS, options.signal);
  }
}

/** Renews the lease while `work` goes on; a renewal that fails does not end the work, a lost lease does later. */
export async function whileRenewing<Result>(
  home: Home,
  log: Log,
  operationId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const done = new AbortController();
  const renewing = renew(home, log, operationId, done.signal);
  try {
    return await work();
  } finally {
    done.abort();
    await renewing;
  }
}

async function renew(home: Home, log: Log, operationId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await home.timer.sleep(RENEW_MS, signal);
    } catch {
      return; // the work is done
    }
    try {
      await log.append((state) =>
        state.lease?.operationId === operationId ? { type: 'operation.renewed', operationId } : undefined,
      );
    } catch (error) {
      if (hasCode(error, 'log-broken')) return; // the next confirm() says so
    }
  }
}

function start(
  state: LogState,
  operation: Operation,
  options: AcquireOptions,
): ReturnType<typeof startedEvent> | undefined {
  return state.lease ? undefined : startedEvent(operation, options);
}

function takeOver(state: LogState, dead: Lease, operation: Operation, options: AcquireOptions) {
  const isStillDead = state.lease?.operationId === dead.operationId && state.lease.since === dead.since;
  return isStillDead ? { ...startedEvent(operation, options), takesOver: dead.operationId } : undefined;
}

function startedEvent(operation: Operation, { by, previous, tags }: AcquireOptions) {
  return {
    type: 'operation.started' as const,
    operation,
    ...(previous ? { previous: previous.map(({ name, size, sha256 }) => ({ name, size, sha256 })) } : {}),
    ...(tags ? { tags } : {}),
    ...(by === undefined ? {} : { by }),
  };
}

function hold(log: Log, operationId: string, tookOver: boolean): HeldLease {
  const confirm = async (): Promise<void> => {
    const { lease } = await log.read();
    if (lease?.operationId === operationId) return;
    throw new CodedError(
      'lease-lost',
      `Another run took this package's lease${lease ? ` (${describe(lease)})` : ''}.`,
      {
        side: 'home',
        retryable: true,
        next: 'Run the command again: it continues from what is there.',
      },
    );
  };
  return { operationId, tookOver, confirm };
}

async function isDead(home: Home, log: Log, lease: Lease): Promise<boolean> {
  const event = await home.records.describeVersion(log.place(lease.since));
  if (!event?.publishedAt) return false;
  return home.clock.now().getTime() - event.publishedAt.getTime() > LEASE_MS;
}

function leaseHeld(lease: Lease): CodedError {
  return new CodedError('lease-held', `Another run is at work on this package: ${describe(lease)}.`, {
    side: 'home',
    next: 'Wait for it to end, or run the command again in two minutes: a dead run is then taken over.',
  });
}

function describe({ operationId, version, to, set, by }: Lease): string {
  return `operation ${operationId}${by === undefined ? '' : ` by ${by}`}, version ${version}, set ${set}, to ${to}`;
}
