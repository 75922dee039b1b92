import { digestOf } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import type { EventBody, Operation, StoredEvent } from '../log/event.ts';
import { fold } from '../log/fold.ts';
import type { HeldLease } from '../log/lease.ts';
import { Log } from '../log/log.ts';
import { EMPTY_STATE, type LogState, type Place, placeKey, type Tagged } from '../log/state.ts';
import type { Domain } from '../ports/domain.ts';
import type { Asset, RepositoryWriter } from '../ports/registry.ts';
import { repositoryArn } from '../schema.ts';
import { adoptDestination } from './adopt.ts';
import { apply } from './apply.ts';
import { contentFrom } from './content.ts';
import { holdEvent } from './hold.ts';
import { observe, type Observed, sameAssets } from './observe.ts';
import type { Plan } from './plan.ts';
import type { PromotionOptions, PromotionPorts } from './request.ts';
import { carriedAfter, type RestoredTag, type RestoredTags, restoreTags } from './restore-tags.ts';
import { settleTags } from './settle-tags.ts';
import { Transfer } from './transfer.ts';
import { cleanTransit, underLease } from './under-lease.ts';
import { verify } from './verify.ts';

export interface UndoRequest {
  readonly pkg: PackageRef;
  /** The id of the operation that is taken back, as `promote` and `history` tell it. */
  readonly operationId: string;
}

export interface UndoResult {
  readonly id: string;
  readonly outcome: 'undone' | 'already-undone';
  readonly version: string;
  /** The repository's name. */
  readonly repository: string;
  /** What the version holds again; empty when it was archived, because it had held nothing. */
  readonly restored: readonly Asset[];
  /** npm: the dist-tags that were pointed back. */
  readonly tags?: readonly RestoredTag[];
  readonly warnings: readonly string[];
}

type Completed = Extract<EventBody, { type: 'operation.completed' }>;

/**
 * Restores what a repository held before an operation, as a new operation: nothing is erased. A version that was not
 * there before is archived. Safe to run again. Throws `no-such-operation`, and `not-last` when something was done to
 * the version since, which is to be undone first.
 */
export async function undo(
  { operationId, pkg }: UndoRequest,
  ports: PromotionPorts,
  options: PromotionOptions = {},
): Promise<UndoResult> {
  const log = new Log(ports.home, pkg);
  const events = await log.readAll();
  const state = await log.read();
  const target = completedOf(events, operationId, pkg);
  const { operation, previous } = target.body;
  const repository = nameOf(operation.to, ports.destination);
  const answer = { version: operation.version, repository, restored: previous };
  const earlier = events.map(({ event }) => event.body).find((body) => undoes(body, operationId));
  if (earlier) return { ...answer, id: earlier.operation.id, outcome: 'already-undone', warnings: [] };
  const onEvent = options.onEvent ?? (() => undefined);
  const key = placeKey(operation.to, operation.version);
  if (state.places[key]?.event !== target.number) throw notLast(operationId, state.places[key]);
  const before = events.filter(({ event }) => event.number < target.number);
  const place = placeBefore(before, key, operation, target.number);
  const holds = holdsAround(events, target);
  const ref = versionOf(pkg, operation.version);
  const planned = undoOf(operation, previous, ports);
  const { id, tags, warnings } = await underLease({ home: ports.home, log, planned }, options, async (own, lease) => {
    const destination = ports.destination.writer(repository);
    const held = await observe(destination, ref);
    const tagged = await restoreTags({ destination, ref, tags: target.body.tags ?? [], lease, onEvent });
    const work = { ref, repository, destination, held, previous, lease, ports, options };
    const assembled = await restore({ ...work, tagged });
    const leftOver = assembled ? await cleanTransit(ports.home, ref, lease) : [];
    await log.append((now) => restoredHold(now, holds, operation, options));
    await log.append((now) => lastWord(now, own, held, place, tagged.log, options, ports));
    return { id: own.id, tags: tagged.restored, warnings: [...tagged.warnings, ...leftOver] };
  });
  return { ...answer, id, outcome: 'undone', ...(tags.length === 0 ? {} : { tags }), warnings };
}

interface Restoration {
  readonly ref: VersionRef;
  readonly repository: string;
  readonly destination: RepositoryWriter;
  readonly held: Observed;
  readonly previous: readonly Asset[];
  readonly tagged: RestoredTags;
  readonly lease: HeldLease;
  readonly ports: PromotionPorts;
  readonly options: PromotionOptions;
}

/** Whether something was assembled in the transit for it. */
async function restore(restoration: Restoration): Promise<boolean> {
  const { destination, held, lease, options, ports, previous, ref, repository, tagged } = restoration;
  const concurrency = options.concurrency ?? 4;
  const onEvent = options.onEvent ?? (() => undefined);
  if (previous.length === 0) {
    await archive(restoration);
    return false;
  }
  const carried = ports.format.tags && (await carriedAfter(destination, ref, tagged));
  const tags = carried && { carried, moved: [] };
  const settle = async (copied: boolean): Promise<void> => {
    const common = { destination, ref, before: new Map<string, string>(), lease, home: ports.home, onEvent };
    if (tags) await settleTags({ ...common, plan: tags, copied });
  };
  // A run that was interrupted may have assembled it.
  if (held.status === 'Published' && sameAssets(held.assets, previous)) {
    await settle(false);
    return true;
  }
  await adoptDestination(ref, repository, held.assets, ports, onEvent, concurrency);
  const content = contentFrom(ref, [{ repository: destination, ref, holds: held.assets }], ports.home.records);
  const transfer = new Transfer(ports, content, new Map(), onEvent);
  const whole = { method: 'replace', result: previous, missing: previous, skipped: [], warnings: [] } as const;
  const plan: Plan = { ...whole, ...(tags ? { tags } : {}) };
  const source = { repository: destination.repository, holds: { assets: [] } };
  try {
    const work = { plan, ref, ports, source, destination, destinationHeld: held, transfer, lease };
    const { assembled } = await apply({ ...work, concurrency, onEvent });
    await verify(destination, ref, previous, ports.home);
    await settle(assembled !== undefined);
  } finally {
    await transfer.dispose();
  }
  return true;
}

/** The version had not been there: it is archived, so that its bytes stay and a later promotion can publish it again. */
async function archive({ destination, held, lease, ref }: Restoration): Promise<void> {
  const { revision, status } = held;
  if (status === undefined || status === 'Archived') return;
  await lease.confirm();
  await destination.updateStatus(ref, { to: 'Archived', expected: status, ...(revision ? { revision } : {}) });
}

function completedOf(
  events: readonly StoredEvent[],
  operationId: string,
  pkg: PackageRef,
): { readonly number: number; readonly body: Completed } {
  for (const { event } of events) {
    const { body, number } = event;
    if (body.type === 'operation.completed' && body.operation.id === operationId) return { number, body };
  }
  throw new CodedError('no-such-operation', `The log of ${pkg.name} has no completed operation ${operationId}.`, {
    side: 'home',
    next: '`history` lists the operations of a package.',
  });
}

function undoes(body: EventBody, operationId: string): body is Completed {
  return body.type === 'operation.completed' && body.operation.undoes === operationId;
}

/** What the log said of the place before the operation; nothing is left of it when it had said nothing. */
function placeBefore(events: readonly StoredEvent[], key: string, operation: Operation, event: number): Place {
  const state = events.reduce<LogState>((so, stored) => fold(so, stored.event), EMPTY_STATE);
  return state.places[key] ?? { set: operation.set, sets: {}, event, withdrawn: true };
}

interface HoldsAround {
  readonly key: string;
  readonly before: HoldState;
  readonly after: HoldState;
}
type HoldState = LogState['holds'][string] | undefined;

/** The hold of the operation's place before it began and after it was done. */
function holdsAround(
  events: readonly StoredEvent[],
  { body, number }: { body: Completed; number: number },
): HoldsAround {
  const { id, to, version } = body.operation;
  const key = placeKey(to, version);
  const isStart = ({ event }: StoredEvent) => event.body.type === 'operation.started' && event.body.operation.id === id;
  const start = events.find(isStart)?.event.number ?? number;
  const at = (last: number): HoldState =>
    events
      .filter(({ event }) => event.number < last)
      .reduce<LogState>((state, stored) => fold(state, stored.event), EMPTY_STATE).holds[key];
  return { key, before: at(start), after: at(number) };
}

/** Takes back what the operation did to the hold, unless the hold was changed since. */
function restoredHold(
  { holds }: LogState,
  { after, before, key }: HoldsAround,
  { id, to, version }: Operation,
  { by }: PromotionOptions,
): EventBody | undefined {
  const wasChanged = before?.event !== after?.event;
  if (!wasChanged || holds[key]?.event !== after?.event) return undefined;
  const about = { version, to, by, reason: before ? (before.reason ?? `${id} was undone`) : `${id} was undone` };
  if (before) return holdEvent({ action: 'placed', set: before.set }, about);
  return after && holdEvent({ action: 'lifted', set: after.set }, about);
}

function undoOf(operation: Operation, previous: readonly Asset[], ports: PromotionPorts): Operation {
  const { builds, id: undoesId, set, to, version } = operation;
  const result = previous.map(({ name, sha256 }) => [name, sha256]).sort();
  return {
    id: `u-${ports.home.random.nonce().slice(0, 12)}`,
    kind: 'undo',
    planDigest: digestOf({ kind: 'undo', to, undoes: undoesId, result }),
    version,
    set,
    builds,
    from: to,
    to,
    undoes: undoesId,
  };
}

function lastWord(
  now: LogState,
  operation: Operation,
  held: Observed,
  place: Place,
  tags: Tagged,
  { by }: PromotionOptions,
  { meter }: PromotionPorts,
): EventBody | undefined {
  if (now.lease?.operationId !== operation.id) return undefined;
  const { bytesTransferred, calls } = meter.read();
  return {
    type: 'operation.completed',
    operation,
    method: 'undo',
    assets: [],
    exact: false,
    previous: held.assets.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    ...(tags.length === 0 ? {} : { tags }),
    place,
    calls: { ...calls },
    bytesTransferred,
    workItems: [],
    ...(by === undefined ? {} : { by }),
    heads: {},
  };
}

function nameOf(arn: string, domain: Domain): string {
  const prefix = repositoryArn({ ...domain.ref, repository: '' });
  if (arn.startsWith(prefix)) return arn.slice(prefix.length);
  throw new CodedError(
    'other-domain',
    `The operation went to ${arn}, which is not in the domain ${domain.ref.domain}.`,
    {
      side: 'destination',
      next: 'Run the command with the domain, owner and region of that repository.',
    },
  );
}

function notLast(operationId: string, place: Place | undefined): CodedError {
  const last = place && Object.values(place.sets).find(({ event }) => event === place.event)?.operationId;
  return new CodedError('not-last', `${operationId} is not the last that was done to the version there.`, {
    side: 'home',
    next: last === undefined ? '`history` shows what was done since.' : `Undo ${last} first.`,
  });
}
