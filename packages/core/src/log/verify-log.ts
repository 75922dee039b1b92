import { canonicalJson, type Json } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { formatPackage, type PackageRef, packageOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { logPackage } from '../home/key.ts';
import { listAllVersions } from '../home/paging.ts';
import { changedOnTheWay, readText, storedSha256 } from '../home/stored.ts';
import { inParallel } from '../in-parallel.ts';
import type { VersionStatus } from '../ports/registry.ts';
import { type Sha256, sha256Of } from '../sha256.ts';
import { anchorKey, type Head, parseHead } from './anchor.ts';
import { type LogEvent, parseEvent } from './event.ts';
import { fold } from './fold.ts';
import { EVENT_ASSET, Log } from './log.ts';
import { EMPTY_STATE, type LogState } from './state.ts';
import { witnessesOf } from './witnesses.ts';

/** How many logs are read at once. */
const LOGS_AT_ONCE = 4;

/** How many events of a log are fetched at once. */
const AT_ONCE = 16;

/** Something that is wrong with a log. */
export interface Finding {
  readonly pkg: PackageRef;
  /** The event concerned. */
  readonly number: number;
  /**
   * `missing`: not there, though later ones are. `cut-off`: another log, a note or an earlier look saw it, and the log ends before it. `changed`: not
   * the bytes that the next event, or another log, names. `reordered`: it stands at another's place. `foreign`: no event
   * of this log. `hidden`: somebody changed its status. `checkpoint`: its state is not what the events before it give.
   */
  readonly kind: 'missing' | 'cut-off' | 'changed' | 'reordered' | 'foreign' | 'hidden' | 'checkpoint';
  readonly message: string;
}

/** What was found in a log. */
export interface LogReport {
  readonly pkg: PackageRef;
  /** How many events it has. */
  readonly events: number;
  readonly head?: Head;
  /** By number. Empty when the log is whole. */
  readonly findings: readonly Finding[];
}

/** An event as it was fetched; no `event` when it cannot be read. */
interface Fetched {
  readonly number: number;
  readonly status: VersionStatus | undefined;
  readonly text: string | undefined;
  readonly sha256: Sha256 | undefined;
  readonly event: LogEvent | undefined;
}

interface ReadLog {
  readonly pkg: PackageRef;
  readonly fetched: readonly Fetched[];
  /** Of each version, as it was listed; a later one is not among them. */
  readonly statuses: ReadonlyMap<string, VersionStatus>;
  /** Versions that are no numbers of events. */
  readonly strangers: readonly string[];
}

/** The head of a log as it was seen before, and in what, in words. */
export interface SeenHead {
  readonly pkg: PackageRef;
  readonly head: Head;
  readonly seenIn: string;
}

/**
 * Holds every event of these logs against the one before it, against the checkpoints, and against the heads that the
 * promotions in all of these logs, and verdicts and approvals about these packages, have stored, and those that were `seen`.
 * One listing a log for each thousand events, one fetch an event, and what `witnessesOf` asks. A chain alone does not show
 * that its end was cut off, or written anew: the heads do.
 */
export async function verifyLogs(
  packages: readonly PackageRef[],
  home: Home,
  seen: readonly SeenHead[] = [],
): Promise<LogReport[]> {
  const read = new Map<PackageRef, ReadLog>();
  const witnessed = new Map<PackageRef, readonly SeenHead[]>();
  await inParallel(packages, LOGS_AT_ONCE, async (pkg) => {
    read.set(pkg, await readLog(packageOf(pkg), home));
    witnessed.set(
      pkg,
      (await witnessesOf(home.records, packageOf(pkg))).map((witness) => ({ pkg, ...witness })),
    );
  });
  const logs = packages.flatMap((pkg) => read.get(pkg) ?? []);
  const anchors = new Map(logs.map(({ pkg }) => [anchorKey(pkg), new Array<Anchor>()]));
  for (const log of logs) for (const anchor of anchorsIn(log)) anchors.get(anchor.key)?.push(anchor);
  for (const { head, pkg, seenIn } of [...witnessed.values(), seen].flat()) {
    const key = anchorKey(pkg);
    anchors.get(key)?.push({ key, head, seenIn });
  }
  const reports: LogReport[] = [];
  for (const asRead of logs) {
    const own = anchors.get(anchorKey(asRead.pkg)) ?? [];
    // It may have grown before the others, and what is said of it, were read.
    const hasGrown = own.some(({ head }) => head.number > asRead.fetched.length);
    const log = hasGrown ? await readOn(asRead, home) : asRead;
    const findings = [...checkEvents(log), ...own.flatMap((anchor) => checkAnchor(log, anchor) ?? [])];
    await requireAsStored(log, findings, home);
    const last = log.fetched.at(-1);
    const head = last?.sha256 === undefined ? {} : { head: { number: last.number, sha256: last.sha256 } };
    reports.push({
      pkg: log.pkg,
      events: log.fetched.length,
      ...head,
      findings: findings.sort((a, b) => a.number - b.number),
    });
  }
  return reports;
}

/** Bytes that were changed on the way look like a log that was changed: throws `corrupt-content` for such. */
async function requireAsStored({ fetched, pkg }: ReadLog, findings: readonly Finding[], home: Home): Promise<void> {
  const suspects = new Set(findings.flatMap(({ number }) => [number - 1, number]));
  const log = new Log(home, pkg);
  for (const { number, sha256 } of fetched.filter((one) => suspects.has(one.number))) {
    const stored = await storedSha256(home.records, log.place(number), EVENT_ASSET);
    if (stored !== undefined && sha256 !== undefined && stored !== sha256) {
      throw changedOnTheWay(log.place(number), EVENT_ASSET);
    }
  }
}

async function readLog(pkg: PackageRef, home: Home): Promise<ReadLog> {
  const log = new Log(home, pkg);
  const listed = await listAllVersions(home.records, logPackage(pkg));
  const statuses = new Map(listed.map(({ status, version }) => [version, status]));
  const numbers = [...statuses.keys()].filter((name) => /^\d{10}$/.test(name)).map(Number);
  const fetched = new Map<number, Fetched>();
  const head = Math.max(0, ...numbers);
  await inParallel(
    Array.from({ length: head }, (_, index) => index + 1),
    AT_ONCE,
    async (number) => void fetched.set(number, await fetchEvent(log, number, statuses, home)),
  );
  return await readOn(
    {
      pkg,
      statuses,
      strangers: [...statuses.keys()].filter((name) => !/^\d{10}$/.test(name)),
      fetched: Array.from({ length: head }, (_, index) => fetched.get(index + 1)).flatMap((one) => one ?? []),
    },
    home,
  );
}

/** A listing may be stale, and a log grow: the end is where nothing more can be fetched. */
async function readOn(read: ReadLog, home: Home): Promise<ReadLog> {
  const log = new Log(home, read.pkg);
  const fetched = [...read.fetched];
  for (;;) {
    const next = await fetchEvent(log, fetched.length + 1, read.statuses, home);
    if (next.text === undefined) return { ...read, fetched };
    fetched.push(next);
  }
}

async function fetchEvent(log: Log, number: number, statuses: ReadLog['statuses'], home: Home): Promise<Fetched> {
  const place = log.place(number);
  return toFetched(number, await readText(home.records, place, EVENT_ASSET), statuses.get(place.version));
}

function toFetched(number: number, text: string | undefined, status: VersionStatus | undefined): Fetched {
  const base = { number, text, status, sha256: text === undefined ? undefined : sha256Of(text) };
  if (text === undefined) return { ...base, event: undefined };
  try {
    // Read as the number that it says itself: that it stands elsewhere is told apart from damage.
    const said = /"number":(\d{1,10})[,}]/.exec(text)?.[1];
    return { ...base, event: parseEvent(text, said === undefined ? number : Number(said)).event };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { ...base, event: undefined };
  }
}

function checkEvents({ fetched, pkg, strangers }: ReadLog): Finding[] {
  const findings: Finding[] = strangers.map((name) => finding(pkg, 0, 'foreign', `"${name}" is no number of an event`));
  let state: LogState | undefined = EMPTY_STATE;
  for (const [index, one] of fetched.entries()) {
    const found: Finding | undefined = checkEvent(one, fetched[index - 1], pkg) ?? checkCheckpoint(one, state, pkg);
    if (found) findings.push(found);
    state = state && one.event && found?.kind !== 'foreign' ? fold(state, one.event) : one.event?.checkpoint;
  }
  return findings;
}

function checkEvent(one: Fetched, before: Fetched | undefined, pkg: PackageRef): Finding | undefined {
  const { event, number, status, text } = one;
  const is = (kind: Finding['kind'], message: string): Finding => finding(pkg, number, kind, message);
  if (text === undefined) return is('missing', 'it is not there, though later ones are');
  if (!event) return is('changed', 'it cannot be read as an event');
  if (canonicalJson({ ...event.package }) !== canonicalJson({ ...packageOf(pkg) })) {
    return is('foreign', `it is of the log of ${event.package.name}`);
  }
  if (event.number !== number) return is('reordered', `number ${event.number} stands in its place`);
  if (status !== undefined && status !== 'Published') return is('hidden', `its version is ${status}, not Published`);
  if (before?.sha256 === undefined ? number === 1 && event.prev !== undefined : event.prev !== before.sha256) {
    const was = before?.event ? 'that one was changed, or this one was written anew' : 'the one before cannot be read';
    return is('changed', `it names another event before it than stands there: ${was}`);
  }
  return undefined;
}

function checkCheckpoint(
  { event, number }: Fetched,
  state: LogState | undefined,
  pkg: PackageRef,
): Finding | undefined {
  if (!event?.checkpoint || !state) return undefined;
  if (canonicalJson(event.checkpoint as Json) === canonicalJson(state as Json)) return undefined;
  return finding(pkg, number, 'checkpoint', 'the state in it is not what the events before it give');
}

/** A head that somebody stored of a log: an event of another one, or a note. */
interface Anchor {
  readonly key: string;
  readonly head: Head;
  /** Where it was seen, in words. */
  readonly seenIn: string;
}

function anchorsIn({ fetched, pkg }: ReadLog): Anchor[] {
  return fetched.flatMap(({ event, number }) => {
    if (event?.body.type !== 'operation.completed') return [];
    return Object.entries(event.body.heads).flatMap(([key, text]) => {
      const head = parseHead(text);
      return head ? { key, head, seenIn: `event ${number} of ${formatPackage(pkg)}` } : [];
    });
  });
}

function checkAnchor({ fetched, pkg }: ReadLog, { head, seenIn }: Anchor): Finding | undefined {
  const { number, sha256 } = head;
  if (number > fetched.length) {
    return finding(pkg, number, 'cut-off', `${seenIn} saw it, and the log ends with ${fetched.length}`);
  }
  const held = fetched[number - 1]?.sha256;
  if (held === undefined || held === sha256) return undefined;
  return finding(pkg, number, 'changed', `${seenIn} saw it with sha256 ${sha256}, and it has ${held}`);
}

function finding(pkg: PackageRef, number: number, kind: Finding['kind'], message: string): Finding {
  return { pkg, number, kind, message };
}
