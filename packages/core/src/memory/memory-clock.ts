import type { Random, ServiceClock, Timer } from '../ports/clock.ts';

/** A clock that stands still but for what is slept and advanced. */
export class MemoryClock implements ServiceClock, Timer {
  #now: number;

  constructor(start = new Date('2026-01-01T00:00:00Z')) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  /** Yields to other work, then time has passed. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    this.advance(ms);
  }
}

/** Nonces in a row: 1, 2, 3, as 32 hexadecimal digits. */
export class MemoryRandom implements Random {
  #next = 0;
  readonly #seed: string;

  /** Give concurrent writers seeds of their own (up to 8 hexadecimal digits). */
  constructor(seed = '0') {
    this.#seed = seed;
  }

  nonce(): string {
    this.#next += 1;
    return this.#seed.padStart(8, '0') + this.#next.toString(16).padStart(24, '0');
  }
}
