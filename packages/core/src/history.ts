import type { PackageRef } from './coordinates.ts';
import type { Home } from './home/home.ts';
import type { EventBody, StoredEvent } from './log/event.ts';
import { fold } from './log/fold.ts';
import { Log } from './log/log.ts';
import { EMPTY_STATE, type LogState } from './log/state.ts';

/** An event of a package's log, with the service's time. */
export interface HistoryEntry {
  readonly number: number;
  readonly at: Date;
  readonly body: EventBody;
}

export interface HistoryQuery {
  readonly pkg: PackageRef;
  readonly version?: string;
  /** The ARN of a repository. */
  readonly to?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly workItem?: string;
}

/** What happened to a package, oldest first: one description and one fetch an event. */
export async function history(query: HistoryQuery, home: Home): Promise<HistoryEntry[]> {
  const entries = await datedEvents(query.pkg, home);
  return entries.filter((entry) => matches(entry, query)).map(({ at, body, number }) => ({ at, body, number }));
}

/** What the log said at a time. */
export async function stateAt(pkg: PackageRef, time: Date, home: Home): Promise<LogState> {
  const events = await datedEvents(pkg, home);
  return events
    .filter(({ at }) => at <= time)
    .reduce<LogState>((state, { stored }) => fold(state, stored.event), EMPTY_STATE);
}

async function datedEvents(pkg: PackageRef, home: Home): Promise<(HistoryEntry & { readonly stored: StoredEvent })[]> {
  const log = new Log(home, pkg);
  const events = await log.readAll();
  return await Promise.all(
    events.map(async (stored) => {
      const { body, number } = stored.event;
      const description = await home.records.describeVersion(log.place(number));
      return { number, at: description?.publishedAt ?? new Date(0), body, stored };
    }),
  );
}

function matches({ at, body }: HistoryEntry, { since, to, until, version, workItem }: HistoryQuery): boolean {
  const subject = 'operation' in body ? body.operation : 'version' in body ? body : undefined;
  if (version !== undefined && subject?.version !== version) return false;
  if (to !== undefined && subject?.to !== to) return false;
  if (since && at < since) return false;
  if (until && at > until) return false;
  return workItem === undefined || ('workItems' in body && body.workItems.includes(workItem));
}
