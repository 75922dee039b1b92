import { CodedError } from '../coded-error.ts';
import { type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { EventBody, Operation, StoredEvent } from '../log/event.ts';
import { fold } from '../log/fold.ts';
import { Log } from '../log/log.ts';
import { EMPTY_STATE, type LogState, type Place, placeKey } from '../log/state.ts';
import type { Domain } from '../ports/domain.ts';
import { repositoryArn } from '../schema.ts';
import { holdEvent } from './hold.ts';
import type { PromotionOptions } from './request.ts';

export interface UndoRequest {
  readonly pkg: PackageRef;
  /** The id of the operation that is taken back, as `promote` and `history` tell it. */
  readonly operationId: string;
}

type Completed = Extract<EventBody, { type: 'operation.completed' }>;

/** The operation that is to be undone, as the log tells of it. */
export interface UndoTarget {
  readonly log: Log;
  readonly ref: VersionRef;
  /** The repository's name. */
  readonly repository: string;
  /** How it ended: what the version held before, which is to be restored, and what it did to dist-tags. */
  readonly done: Completed;
  /** What the log said of the place before. */
  readonly place: Place;
  readonly holds: HoldsAround;
  /** The id of the operation that undid it already. */
  readonly undoneBy: string | undefined;
}

/**
 * Finds what is to be undone. Reads the log only. Throws `no-such-operation`, `not-undoable`, `other-domain`, and
 * `not-last` when something was done to the version since.
 */
export async function findUndoTarget(
  { operationId, pkg }: UndoRequest,
  { destination, home }: { readonly destination: Domain; readonly home: Home },
): Promise<UndoTarget> {
  const log = new Log(home, pkg);
  const events = await log.readAll();
  const state = await log.read();
  const target = completedOf(events, operationId, pkg);
  const { operation } = target.body;
  const repository = nameOf(operation.to, destination);
  const undoneBy = events.map(({ event }) => event.body).find((body) => undoes(body, operationId))?.operation.id;
  const key = placeKey(operation.to, operation.version);
  if (undoneBy === undefined && state.places[key]?.event !== target.number) {
    throw notLast(operationId, state.places[key]);
  }
  const before = events.filter(({ event }) => event.number < target.number);
  return {
    log,
    ref: versionOf(pkg, operation.version),
    repository,
    done: target.body,
    place: placeBefore(before, key, target),
    holds: holdsAround(events, target),
    undoneBy,
  };
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
export function restoredHold(
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
