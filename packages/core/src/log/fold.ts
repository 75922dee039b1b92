import type { EventBody, LogEvent } from './event.ts';
import { withLineage } from './lineage.ts';
import { type LogState, placeKey } from './state.ts';

/** The state after an event. Pure: the same events in the same order always give the same state. */
export function fold(state: LogState, { number, body }: LogEvent): LogState {
  switch (body.type) {
    case 'operation.started':
      return begin({ ...descended(state, body), lease: leaseOf(body, number) }, body);
    case 'operation.renewed':
      return state.lease?.operationId === body.operationId
        ? { ...state, lease: { ...state.lease, since: number } }
        : state;
    case 'operation.completed':
      return complete(state, body, number);
    case 'operation.failed':
    case 'operation.refused':
      return withoutLease(state, body.operationId);
    case 'hold.placed': {
      const hold = { set: body.set, event: number, ...(body.reason === undefined ? {} : { reason: body.reason }) };
      return { ...state, holds: { ...state.holds, [placeKey(body.to, body.version)]: hold } };
    }
    case 'hold.lifted': {
      const { [placeKey(body.to, body.version)]: _lifted, ...holds } = state.holds;
      return { ...state, holds };
    }
    case 'override':
      return state;
    default:
      return body satisfies never;
  }
}

type Started = Extract<EventBody, { type: 'operation.started' }>;
type Completed = Extract<EventBody, { type: 'operation.completed' }>;

/** The writer of the event had made the set when it took the lease. */
function descended(state: LogState, { operation }: Started): LogState {
  const { origin, set, version } = operation;
  return origin ? { ...state, lineages: withLineage(state.lineages ?? [], { set, version, origin }) } : state;
}

function leaseOf({ operation, by }: Started, since: number): NonNullable<LogState['lease']> {
  const { id: operationId, planDigest, version, to, set } = operation;
  return { operationId, planDigest, version, to, set, since, ...(by === undefined ? {} : { by }) };
}

/** A run that continues another's work finds a part of it done: what the first one found is what counts. */
function begin(state: LogState, { operation, previous, tags }: Started): LogState {
  const { planDigest, to, version } = operation;
  const key = placeKey(to, version);
  if (!previous || state.begun?.[key]?.planDigest === planDigest) return state;
  return { ...state, begun: { ...state.begun, [key]: { planDigest, previous, ...(tags ? { tags } : {}) } } };
}

function withoutBegun({ begun, ...state }: LogState, key: string): LogState {
  const { [key]: _completed, ...others } = begun ?? {};
  return Object.keys(others).length === 0 ? state : { ...state, begun: others };
}

function complete(state: LogState, body: Completed, event: number): LogState {
  const { exact, operation } = body;
  const key = placeKey(operation.to, operation.version);
  const released = withoutBegun(withoutLease(state, operation.id), key);
  if (operation.kind === 'prune') return released;
  if (body.place) return { ...released, places: { ...released.places, [key]: { ...body.place, event } } };
  const kept = exact ? {} : state.places[key]?.sets;
  const entry = { operationId: operation.id, event, builds: operation.builds };
  const place = { set: operation.set, sets: { ...kept, [operation.set]: entry }, event };
  return { ...released, places: { ...released.places, [key]: place } };
}

function withoutLease(state: LogState, operationId: string): LogState {
  if (state.lease?.operationId !== operationId) return state;
  const { lease: _released, ...rest } = state;
  return rest;
}
