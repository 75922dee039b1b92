import { formatPackage, type PackageRef, packageOf } from './coordinates.ts';
import type { Home } from './home/home.ts';
import type { EventBody } from './log/event.ts';
import { Log } from './log/log.ts';
import { numberAt, stateAfter, timeOf } from './log/past.ts';
import type { LogState } from './log/state.ts';
import type { SetDigest } from './set-digest.ts';
import { inParallel } from './in-parallel.ts';

/** How many logs are read at once. */
const LOGS_AT_ONCE = 8;

/** How many events of a log are described at once. */
const AT_ONCE = 32;

/** An event of a package's log, with the service's time. */
export interface HistoryEntry {
  readonly pkg: PackageRef;
  readonly number: number;
  readonly at: Date;
  readonly body: EventBody;
  /** Whose credentials wrote it, as AWS knows them. */
  readonly principal?: string;
}

export interface HistoryQuery {
  readonly version?: string;
  /** The ARN of a repository. */
  readonly to?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly workItem?: string;
  /** What was done with this set, or with what was made of it: completed operations and holds. */
  readonly set?: SetDigest;
}

/**
 * What happened to packages, oldest first. One fetch an event of the time asked for, and one description of each that is
 * told; events before and after that time are not fetched.
 */
export async function history(
  packages: readonly PackageRef[],
  query: HistoryQuery,
  home: Home,
): Promise<HistoryEntry[]> {
  const entries = await inParallel(packages, LOGS_AT_ONCE, (pkg) => historyOf(packageOf(pkg), query, home));
  return entries.flat().sort((a, b) => a.at.getTime() - b.at.getTime() || comparePlaces(a, b));
}

/** What the log said at a time. */
export async function stateAt(pkg: PackageRef, time: Date, home: Home, log = new Log(home, pkg)): Promise<LogState> {
  await log.read();
  return await stateAfter(log, await numberAt(log, time, home));
}

async function historyOf(pkg: PackageRef, query: HistoryQuery, home: Home): Promise<HistoryEntry[]> {
  const log = new Log(home, pkg);
  await log.read();
  const last = query.until ? await numberAt(log, query.until, home) : log.head.number;
  // A moment earlier: what happened at that very time is told.
  const first = query.since ? await numberAt(log, new Date(query.since.getTime() - 1), home) : 0;
  const events = (await log.events(first + 1, last)).filter(({ event }) => matches(event.body, query));
  return await inParallel(events, AT_ONCE, async ({ event: { body, number, principal } }) => {
    const at = await timeOf(log, number, home);
    return { pkg, number, at, body, ...(principal === undefined ? {} : { principal }) };
  });
}

function matches(body: EventBody, { set, to, version, workItem }: HistoryQuery): boolean {
  const subject = 'operation' in body ? body.operation : 'version' in body ? body : undefined;
  if (version !== undefined && subject?.version !== version) return false;
  if (to !== undefined && subject?.to !== to) return false;
  if (set !== undefined && !isAbout(body, set)) return false;
  return workItem === undefined || ('workItems' in body && body.workItems.includes(workItem));
}

function isAbout(body: EventBody, set: SetDigest): boolean {
  if (body.type === 'operation.completed') return body.operation.set === set || body.operation.origin?.set === set;
  return (body.type === 'hold.placed' || body.type === 'hold.lifted') && body.set === set;
}

function comparePlaces(a: HistoryEntry, b: HistoryEntry): number {
  const [one, other] = [formatPackage(a.pkg), formatPackage(b.pkg)];
  return one === other ? a.number - b.number : one < other ? -1 : 1;
}
