import { CodedError } from '../coded-error.ts';
import { formatPackage, type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import type { EventBody, Operation, StoredEvent } from '../log/event.ts';
import { lastCheckpoint, type Log } from '../log/log.ts';
import { stateAfter } from '../log/past.ts';
import { type LogState, type Place, placeKey } from '../log/state.ts';
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
 * Finds what is to be undone. Reads the log only, and the whole of it only where it is not the last that was done to a version. Throws
 * `no-such-operation`, `not-undoable`, `other-domain`, and `not-last` when something was done to the version since.
 */
export async function findUndoTarget(
  { operationId, pkg }: UndoRequest,
  { destination }: { readonly destination: Domain },
  log: Log,
): Promise<UndoTarget> {
  const state = await log.read();
  const { body, number } = (await lastDone(operationId, log)) ?? (await anyDone(operationId, log));
  const { operation } = body;
  const repository = nameOf(operation.to, destination);
  const key = placeKey(operation.to, operation.version);
  const isLast = state.places[key]?.event === number;
  const undoneBy = isLast ? undefined : await undoOf(operationId, log);
  if (!isLast && undoneBy === undefined) throw notLast(operationId, state.places[key]);
  const before = await stateAfter(log, number - 1);
  const begun = await stateAfter(log, (await startOf(operationId, log, number)) - 1);
  return {
    ref: versionOf(pkg, operation.version),
    repository,
    done: body,
    place: placeBefore(before, key, { body, number }),
    holds: { key, before: begun.holds[key], after: before.holds[key] },
    undoneBy,
  };
}

/** How an operation ended, and the number of the event that says so. */
interface Done {
  readonly number: number;
  readonly body: Completed;
}

/** The operation, where it was the last that was done to a version: the state of the log tells where it is. */
async function lastDone(operationId: string, log: Log): Promise<Done | undefined> {
  const place = Object.values(log.state.places).find(({ sets, withdrawnBy }) =>
    [...Object.values(sets), withdrawnBy].some((one) => one?.operationId === operationId),
  );
  return place && doneBy(operationId, await log.event(place.event));
}

/** The same of any operation: every event is read. */
async function anyDone(operationId: string, log: Log): Promise<Done> {
  for (const stored of await log.readAll()) {
    const done = doneBy(operationId, stored);
    if (done) return done;
  }
  throw new CodedError(
    'no-such-operation',
    `The log of ${formatPackage(log.pkg)} has no completed operation ${operationId}.`,
    {
      side: 'home',
      next: '`history` lists the operations of a package.',
    },
  );
}

function doneBy(operationId: string, { event: { body, number } }: StoredEvent): Done | undefined {
  return body.type === 'operation.completed' && body.operation.id === operationId ? { number, body } : undefined;
}

/** The id of the operation that undid one. */
async function undoOf(operationId: string, log: Log): Promise<string | undefined> {
  const bodies = (await log.readAll()).map(({ event }) => event.body);
  return bodies.find((body) => undoes(body, operationId))?.operation.id;
}

/** The number of the event with which an operation took the lease, which is as a rule shortly before its last word. */
async function startOf(operationId: string, log: Log, number: number): Promise<number> {
  for (let to = number - 1; to > 0; to = lastCheckpoint(to) - 1) {
    const events = await log.events(lastCheckpoint(to), to);
    const start = events.find(
      ({ event: { body } }) => body.type === 'operation.started' && body.operation.id === operationId,
    );
    if (start) return start.event.number;
  }
  return number;
}

function undoes(body: EventBody, operationId: string): body is Completed {
  return body.type === 'operation.completed' && body.operation.undoes === operationId;
}

/** What the log said of the place before the operation; nothing is left of it when it had said nothing. */
function placeBefore({ places }: LogState, key: string, { body, number }: Done): Place {
  const withdrawn = body.previous.length === 0 ? { withdrawn: true } : {};
  return places[key] ?? { set: body.operation.set, sets: {}, event: number, ...withdrawn };
}

/** The hold of the operation's place before it began and after it was done. */
interface HoldsAround {
  readonly key: string;
  readonly before: HoldState;
  readonly after: HoldState;
}
type HoldState = LogState['holds'][string] | undefined;

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
