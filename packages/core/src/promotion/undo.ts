import { digestOf } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { type PackageRef, versionOf } from '../coordinates.ts';
import { requireTransit } from '../home/no-transit.ts';
import type { EventBody, Operation, StoredEvent } from '../log/event.ts';
import { fold } from '../log/fold.ts';
import { Log } from '../log/log.ts';
import { EMPTY_STATE, type LogState, type Place, placeKey, type Tagged } from '../log/state.ts';
import type { Domain } from '../ports/domain.ts';
import type { Asset } from '../ports/registry.ts';
import { repositoryArn } from '../schema.ts';
import { holdEvent } from './hold.ts';
import { observe, type Observed } from './observe.ts';
import type { PromotionOptions, PromotionPorts } from './request.ts';
import { isReassembled, restore } from './restore.ts';
import { type RestoredTag, restoreTags } from './restore-tags.ts';
import { cleanTransit, underLease } from './under-lease.ts';

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
 * there before is archived. Safe to run again. Throws `no-such-operation`, `not-last` when something was done to the
 * version since, which is to be undone first, and `no-transit` where files are to be restored and there is none.
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
  const place = placeBefore(before, key, target);
  const holds = holdsAround(events, target);
  const ref = versionOf(pkg, operation.version);
  const planned = undoOf(operation, previous, ports);
  const { id, tags, warnings } = await underLease({ home: ports.home, log, planned }, options, async (own, lease) => {
    const destination = ports.destination.writer(repository);
    const held = await observe(destination, ref);
    if (isReassembled(held, previous)) requireTransit(ports.home);
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
function placeBefore(
  events: readonly StoredEvent[],
  key: string,
  { body, number }: { readonly body: Completed; readonly number: number },
): Place {
  const state = events.reduce<LogState>((so, stored) => fold(so, stored.event), EMPTY_STATE);
  const withdrawn = body.previous.length === 0 ? { withdrawn: true } : {};
  return state.places[key] ?? { set: body.operation.set, sets: {}, event: number, ...withdrawn };
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
  if (!arn.startsWith('arn:')) {
    throw new CodedError(
      'not-undoable',
      `The operation went to ${arn}, outside CodeArtifact, where nothing is restored.`,
      {
        side: 'destination',
        next: 'Yank or delete the files with the means of that index.',
      },
    );
  }
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
