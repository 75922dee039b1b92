import type { Random, ServiceClock, Timer } from '../ports/clock.ts';

/** Sleeps of up to this long pass by themselves; longer ones end when the time has otherwise gone by. */
const SHORT_SLEEP_MS = 30_000;

/** A clock that stands still but for what is slept and advanced. */
export class MemoryClock implements ServiceClock, Timer {
  #now: number;
  readonly #sleepers = new Set<() => void>();

  constructor(start = new Date('2026-01-01T00:00:00Z')) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Lets time pass, and wakes the long sleepers whose time has come. */
  advance(ms: number): void {
    this.#now += ms;
    for (const look of this.#sleepers) look();
  }

  /** A short sleep yields to other work, then time has passed; a long one waits for others to let it pass. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= SHORT_SLEEP_MS) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      return this.advance(ms);
    }
    const end = this.#now + ms;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (signal?.aborted === true) reject(signal.reason);
        else if (this.#now >= end) resolve();
        else return;
        this.#sleepers.delete(look);
      };
      this.#sleepers.add(look);
      signal?.addEventListener('abort', look);
      look();
    });
  }
}

/** Nonces in a row: 1, 2, 3, as 32 hexadecimal digits. */
export class MemoryRandom implements Random {
  #next = 0;
  readonly #seed: string;

  /** Give concurrent writers seeds of their own (up to 4 hexadecimal digits). */
  constructor(seed = '0') {
    this.#seed = seed;
  }

  nonce(): string {
    this.#next += 1;
    const seed = this.#seed.padStart(4, '0');
    return `${this.#next.toString(16).padStart(8, '0')}${seed}${'0'.repeat(16)}${seed}`;
  }
}
