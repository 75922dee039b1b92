import { CodedError } from '../coded-error.ts';
import { type PackageRef, packageOf, type VersionRef, versionOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { logPackage } from '../home/key.ts';
import { publishOnce } from '../home/publish-once.ts';
import { changedOnTheWay, readStored, storedSha256 } from '../home/stored.ts';
import type { Sha256 } from '../sha256.ts';
import { inParallel } from '../in-parallel.ts';
import { type EventBody, type LogEvent, parseEvent, serializeEvent, type StoredEvent } from './event.ts';
import { fold } from './fold.ts';
import { EMPTY_STATE, type LogState } from './state.ts';

/** The one asset of an event's version. */
export const EVENT_ASSET = 'event.json';
/** Every so many events one carries the state, so that reading costs at most this many fetches. */
const CHECKPOINT_EVERY = 32;
/** How many events of the newest page are asked for; the head is then probed one by one. */
const HEAD_PAGE = 50;
/** How many events are fetched at once. */
const FETCHED_AT_ONCE = 16;
/** How long an append waits at most after its first loss, and after any. */
const FIRST_BACK_OFF_MS = 50;
const MAX_BACK_OFF_MS = 5000;
/** An append that loses this often against other writers gives up. */
const APPEND_ATTEMPTS = 200;

/** Decides the next event from the state it would follow; undefined when there is nothing to say any more. */
export type Decide = (state: LogState) => EventBody | undefined;

/**
 * A package's log in the home: append-only, numbered densely, chained by digest. It remembers what it has read, so a
 * second look costs one request. Concurrent writers are safe: whoever's bytes stand at a number won.
 */
export class Log {
  readonly #home: Home;
  readonly #pkg: PackageRef;
  #head = 0;
  #headSha256: Sha256 | undefined;
  #state: LogState = EMPTY_STATE;
  /** Events never change, so each is fetched once. */
  readonly #events = new Map<number, StoredEvent>();
  /** Whether the log was read to its end once. */
  #hasRead = false;
  /** Ends when the present look or append has: what was read must not move under another call's feet. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(home: Home, pkg: PackageRef) {
    this.#home = home;
    this.#pkg = packageOf(pkg);
  }

  /** The package that it is about. */
  get pkg(): PackageRef {
    return this.#pkg;
  }

  /** The number and digest of the last event read; number 0 of an empty log. */
  get head(): { readonly number: number; readonly sha256: Sha256 | undefined } {
    return { number: this.#head, sha256: this.#headSha256 };
  }

  /** The state as of the last look or append, without another look. */
  get state(): LogState {
    return this.#state;
  }

  /** Where event `number` is in the home. */
  place(number: number): VersionRef {
    return versionOf(logPackage(this.#pkg), String(number).padStart(10, '0'));
  }

  /** Reads to the end. Throws `log-broken` when an event is missing, changed or out of order. */
  read(): Promise<LogState> {
    return this.#exclusively(() => this.#read());
  }

  async #read(): Promise<LogState> {
    let next = this.#hasRead ? await this.#fetch(this.#head + 1) : await this.#readFromListing();
    while (next) {
      await this.#take(next);
      next = await this.#fetch(this.#head + 1);
    }
    this.#hasRead = true;
    return this.#state;
  }

  /**
   * Appends what `decide` says of the state that the event will follow, and returns the state after it. What was read
   * before serves for the first attempt: if the log has grown since, the number is taken and the log is read again. The
   * nonce is drawn once, so a lost reply is recognised and never written twice.
   */
  append(decide: Decide): Promise<LogState> {
    return this.#exclusively(() => this.#append(decide));
  }

  async #append(decide: Decide): Promise<LogState> {
    const nonce = this.#home.random.nonce();
    let tried = 0;
    for (let attempt = 1; attempt <= APPEND_ATTEMPTS; attempt += 1) {
      const known = this.#hasRead && attempt === 1 ? decide(this.#state) : undefined;
      const body = known ?? decide(await this.#read());
      // The attempt before won all the same when what was read back of it had been changed on the way.
      if (!body || this.#events.get(tried)?.event.nonce === nonce) return this.#state;
      const event = this.#next(body, nonce, await this.#principal(body));
      tried = event.number;
      const text = serializeEvent(event);
      if (await publishOnce(this.#home.records, this.place(event.number), EVENT_ASSET, text)) {
        await this.#take(parseEvent(text, event.number));
        return this.#state;
      }
      await this.#home.timer.sleep(this.#backOff(attempt));
    }
    throw new CodedError('log-contended', `The log of ${this.#pkg.name} has too many writers at once.`, {
      side: 'home',
      next: 'Run the command again.',
    });
  }

  /** One event, by its number; one fetch unless it was read before. Throws `log-broken` when it is missing. */
  event(number: number): Promise<StoredEvent> {
    return this.#require(number);
  }

  /** Every event from the first, verified as a chain. One fetch an event. */
  async readAll(): Promise<StoredEvent[]> {
    await this.read();
    return await this.events(1, this.#head);
  }

  /** The events from one number to another, both included, verified as a chain. One fetch for each not read before. */
  async events(from: number, to: number): Promise<StoredEvent[]> {
    const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
    const events = await inParallel(numbers, FETCHED_AT_ONCE, (number) => this.#require(number));
    for (const [index, stored] of events.entries()) {
      if (index > 0 || from === 1) await this.#requireChained(stored, events[index - 1]?.sha256);
    }
    return events;
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#busy.then(work);
    this.#busy = result.catch(() => undefined);
    return result;
  }

  /**
   * Finds the head by the newest page, and the state by the last checkpoint before it. Returns the event after the
   * listed head, if there is one: listings may be stale.
   */
  async #readFromListing(): Promise<StoredEvent | undefined> {
    const page = await this.#home.records.listVersions(logPackage(this.#pkg), {
      newestFirst: true,
      pageSize: HEAD_PAGE,
    });
    const head = Math.max(0, ...page.items.map(({ version }) => Number(version)).filter(Number.isSafeInteger));
    if (head === 0) return await this.#fetch(1);
    const next = this.#fetch(head + 1);
    next.catch(() => undefined); // awaited below, unless an event before it is the one that fails
    const start = lastCheckpoint(head);
    const numbers = Array.from({ length: head - start + 1 }, (_, index) => start + index);
    for (const stored of await Promise.all(numbers.map((number) => this.#require(number)))) {
      if (stored.event.number === start) {
        this.#state = stored.event.checkpoint ?? EMPTY_STATE;
        this.#headSha256 = stored.event.prev;
      }
      await this.#take(stored);
    }
    return await next;
  }

  async #fetch(number: number): Promise<StoredEvent | undefined> {
    const known = this.#events.get(number);
    if (known) return known;
    const parse = (text: string): StoredEvent => parseEvent(text, number);
    const stored = await readStored(this.#home.records, this.place(number), EVENT_ASSET, parse);
    if (stored) this.#events.set(number, stored);
    return stored;
  }

  async #require(number: number): Promise<StoredEvent> {
    const stored = await this.#fetch(number);
    if (stored) return stored;
    throw new CodedError('log-broken', `Event ${number} of the log of ${this.#pkg.name} is missing.`, {
      side: 'home',
      next: 'Events are never removed: `buildset log verify` says what else is wrong. Check who may delete in the home.',
    });
  }

  /** Throws `log-broken`, or `corrupt-content` when either event is another one than the listing shows. */
  async #requireChained({ event }: StoredEvent, prev: Sha256 | undefined): Promise<void> {
    if (event.prev === prev) return;
    for (const number of [event.number - 1, event.number]) {
      const read = this.#events.get(number);
      const sha256 = read && (await storedSha256(this.#home.records, this.place(number), EVENT_ASSET));
      if (sha256 === undefined || sha256 === read?.sha256) continue;
      this.#events.delete(number);
      throw changedOnTheWay(this.place(number), EVENT_ASSET);
    }
    throw new CodedError('log-broken', `Event ${event.number} does not follow the event before it.`, {
      side: 'home',
      next: 'An event was changed or replaced by hand. Check who may publish to the home.',
    });
  }

  async #take(stored: StoredEvent): Promise<void> {
    await this.#requireChained(stored, this.#headSha256);
    this.#state = fold(this.#state, stored.event);
    this.#head = stored.event.number;
    this.#headSha256 = stored.sha256;
  }

  /** Asked for beside the event that takes the lease, and known when the next one is written: it costs no time. */
  async #principal({ type }: EventBody): Promise<string | undefined> {
    const asked = this.#home.principal?.();
    return type === 'operation.started' ? undefined : await asked;
  }

  #next(body: EventBody, nonce: string, principal: string | undefined): LogEvent {
    const number = this.#head + 1;
    return {
      schemaVersion: 1,
      number,
      ...(this.#headSha256 === undefined ? {} : { prev: this.#headSha256 }),
      nonce,
      package: this.#pkg,
      ...(principal === undefined ? {} : { principal }),
      body,
      ...(lastCheckpoint(number) === number && number > 1 ? { checkpoint: this.#state } : {}),
    };
  }

  /**
   * A random part of a time that doubles with each loss, so that however many writers there are they soon come one after
   * the other: a loss costs three requests, a wait none.
   */
  #backOff(attempt: number): number {
    const part = Number.parseInt(this.#home.random.nonce().slice(-4), 16) / 0xffff;
    return Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (attempt - 1)) * part;
  }
}

/** The number of the last event at or before `number` that carries a checkpoint; the first needs none. */
export function lastCheckpoint(number: number): number {
  return number - ((number - 1) % CHECKPOINT_EVERY);
}
