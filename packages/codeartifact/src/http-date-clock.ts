import type { ServiceClock } from '@buildset/core';

/** `Date` headers are cut to whole seconds. */
const RESOLUTION_MS = 1000;

/**
 * The service's time: the `Date` of its latest reply plus the monotonic time since. Until the first reply it is this
 * machine's own time, by which nothing is judged: whatever is judged came with a reply.
 */
export class HttpDateClock implements ServiceClock {
  readonly #elapsed: () => number;
  /** Milliseconds since the epoch at `elapsed() === 0`. */
  #origin: number;
  #observed = false;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#origin = Date.now() - elapsed();
  }

  now(): Date {
    return new Date(this.#origin + this.#elapsed());
  }

  /** Takes over a reply's `Date` header. One that is less than a second behind changes nothing, so time does not jitter. */
  observe(header: string | undefined): void {
    const date = header === undefined ? Number.NaN : Date.parse(header);
    if (Number.isNaN(date)) return;
    const behind = this.now().getTime() - date;
    if (this.#observed && behind >= 0 && behind < RESOLUTION_MS) return;
    this.#observed = true;
    this.#origin = date - this.#elapsed();
  }
}
