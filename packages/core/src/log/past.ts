import type { Home } from '../home/home.ts';
import { fold } from './fold.ts';
import { lastCheckpoint, type Log } from './log.ts';
import { EMPTY_STATE, type LogState } from './state.ts';

/** The service's time of an event. One request. */
export async function timeOf(log: Log, number: number, { records }: Pick<Home, 'records'>): Promise<Date> {
  return (await records.describeVersion(log.place(number)))?.publishedAt ?? new Date(0);
}

/**
 * The number of the last event at or before a time; 0 when there is none. The log must have been read. Events are
 * published one after the other, so it takes as many requests as the number of events has binary digits.
 */
export async function numberAt(log: Log, time: Date, home: Pick<Home, 'records'>): Promise<number> {
  let [before, after] = [0, log.head.number + 1];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if ((await timeOf(log, middle, home)) <= time) before = middle;
    else after = middle;
  }
  return before;
}

/** What the log said when event `number` was its last: the state of a checkpoint, and at most 32 fetches. */
export async function stateAfter(log: Log, number: number): Promise<LogState> {
  if (number === 0) return EMPTY_STATE;
  if (number === log.head.number) return log.state;
  const events = await log.events(lastCheckpoint(number), number);
  const start = events[0]?.event.checkpoint ?? EMPTY_STATE;
  return events.reduce<LogState>((state, { event }) => fold(state, event), start);
}
