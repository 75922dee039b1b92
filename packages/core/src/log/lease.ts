import { CodedError, hasCode } from '../coded-error.ts';
import type { Home } from '../home/home.ts';
import type { Asset } from '../ports/registry.ts';
import type { EventBody, Operation } from './event.ts';
import type { Log } from './log.ts';
import { type Lease, type LogState, placeKey, type Tagged } from './state.ts';

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
  /** What the log said when the operation was planned. Default: it holds whatever was done since. */
  readonly seen?: LogState;
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
  /**
   * Writes the operation's last word, which ends the lease; a run that joined may have said it before. Throws `lease-lost`
   * when the lease ended without it.
   */
  end(lastWord: (state: LogState) => EventBody): Promise<void>;
  /**
   * Throws `overtaken` when the lease ran out, and another operation that took it over has changed the version, by what was
   * read last: what was decided since is not to be decided again by a run that wakes up late.
   */
  requireNotOvertaken(): Promise<void>;
}

/**
 * Takes the package's lease for an operation. A run of the same plan joins at once, since every step is idempotent.
 * Throws `lease-held`, naming the holder, when another plan's lease does not end in time, and `changed`, before it writes
 * anything, when something was done to the version since it was planned.
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
    if (held?.planDigest === operation.planDigest) {
      requireAsSeen(state, operation, options);
      return hold(log, held.operationId, state);
    }
    if (!held) continue;
    if (await isDead(home, log, held)) {
      const after = await log.append((now) => takeOver(now, held, operation, options));
      if (after.lease?.operationId === operation.id) return hold(log, operation.id, after, true);
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
  if (state.lease) return undefined;
  requireAsSeen(state, operation, options);
  return startedEvent(operation, options);
}

function takeOver(state: LogState, dead: Lease, operation: Operation, options: AcquireOptions) {
  const isStillDead = state.lease?.operationId === dead.operationId && state.lease.since === dead.since;
  if (!isStillDead) return undefined;
  requireAsSeen(state, operation, options);
  return { ...startedEvent(operation, options), takesOver: dead.operationId };
}

/** An operation is planned by what the version was, and told from there on: what it held before, and what an undo restores. */
function requireAsSeen(state: LogState, { to, version }: Operation, { seen }: AcquireOptions): void {
  if (!seen || !isChanged({ to, version }, seen, state)) return;
  const message = `Another operation was done to ${version} in ${to} since this one was planned.`;
  throw new CodedError('changed', message, { side: 'home', retryable: true, next: 'Run the command again.' });
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

/** `began`: what the log said when the lease was taken. */
function hold(log: Log, operationId: string, began: LogState, tookOver = false): HeldLease {
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
  const end = async (lastWord: (state: LogState) => EventBody): Promise<void> => {
    let isHeld = true;
    await log.append((state) => {
      isHeld = state.lease?.operationId === operationId;
      return isHeld ? lastWord(state) : undefined;
    });
    if (!isHeld && !(await isCompleted(log, operationId))) await confirm();
  };
  const requireNotOvertaken = async (): Promise<void> => {
    const { lease } = began;
    if (!lease || !isChanged(lease, began, log.state) || !(await isTakenOver(log, operationId))) return;
    const message = `This run stood still for so long that another one took its lease over, and has changed ${lease.version}`;
    throw new CodedError('overtaken', `${message} in ${lease.to} since.`, {
      side: 'home',
      next: '`history` shows what was done. Run the command again only if this build is still wanted there.',
    });
  };
  return { operationId, tookOver, confirm, end, requireNotOvertaken };
}

async function isCompleted(log: Log, operationId: string): Promise<boolean> {
  const bodies = await sinceBegun(log, operationId);
  return bodies.some((body) => body.type === 'operation.completed' && body.operation.id === operationId);
}

async function isTakenOver(log: Log, operationId: string): Promise<boolean> {
  const bodies = await sinceBegun(log, operationId);
  return bodies.some((body) => body.type === 'operation.started' && body.takesOver === operationId);
}

/** What the log says from its end back to where an operation began. */
async function sinceBegun(log: Log, operationId: string): Promise<readonly EventBody[]> {
  const bodies: EventBody[] = [];
  for (let { number } = log.head; number > 0; number -= 1) {
    const { body } = (await log.event(number)).event;
    bodies.push(body);
    if (body.type === 'operation.started' && body.operation.id === operationId) break;
  }
  return bodies;
}

/** Whether an operation was done to a version of a repository between two states of the log. */
function isChanged({ to, version }: Pick<Operation, 'to' | 'version'>, before: LogState, now: LogState): boolean {
  const key = placeKey(to, version);
  return before.places[key]?.event !== now.places[key]?.event;
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
