import { setMaxListeners } from 'node:events';
import type { Meter, ServiceClock, Timer } from '@buildset/core';
import { toCodedError } from './aws-errors.ts';
import { CodeArtifactError } from './codeartifact-error.ts';
import { HttpDateClock } from './http-date-clock.ts';
import { nodeTimer } from './node/timer.ts';
import { RateBudget, type Rates } from './rate-budget.ts';
import { kindOf, type RequestSubject } from './request-subject.ts';

/** When to send a request again that failed for a passing reason. */
export interface RetryPolicy {
  /** How often a request is sent at most. Default 5. */
  readonly attempts?: number;
  /** The same of one that is throttled: a quota that several jobs share is free for each of them in turn. Default 20. */
  readonly throttledAttempts?: number;
  /** The first wait is a random part of this, doubled for each further one. Default 200. */
  readonly baseDelayMs?: number;
  /** Default 20,000. */
  readonly maxDelayMs?: number;
  /** No attempt begins later than this after the first has failed, waits for the rate budget aside. Default 120,000. */
  readonly deadlineMs?: number;
}

export interface RunnerOptions {
  readonly meter: Meter;
  /** Default `aws`. */
  readonly rates?: Rates;
  readonly retry?: RetryPolicy;
  /** Aborts requests and waits. */
  readonly signal?: AbortSignal;
  /** Default: the machine's timer. */
  readonly timer?: Timer;
  /** From 0 to 1, for jitter. Default `Math.random`. */
  readonly jitter?: () => number;
}

/** Monotonic milliseconds. */
const elapsed = (): number => performance.now();

/** What every request goes through, of either plane: the rate budget, the meter, the service's clock and the retry. */
export class RequestRunner {
  readonly signal: AbortSignal | undefined;
  readonly #clock: HttpDateClock;
  readonly #meter: Meter;
  readonly #budget: RateBudget;
  readonly #timer: Timer;
  readonly #jitter: () => number;
  readonly #policy: Required<RetryPolicy>;

  constructor(options: RunnerOptions) {
    this.signal = options.signal;
    // Each request in flight listens to it; Node warns of a leak from the eleventh on.
    if (options.signal !== undefined) setMaxListeners(0, options.signal);
    this.#clock = new HttpDateClock(elapsed);
    this.#meter = options.meter;
    this.#timer = options.timer ?? nodeTimer();
    this.#budget = new RateBudget(options.rates ?? 'aws', this.#timer, elapsed);
    this.#jitter = options.jitter ?? Math.random;
    const attempts = { attempts: 5, throttledAttempts: 20 };
    this.#policy = { ...attempts, baseDelayMs: 200, maxDelayMs: 20_000, deadlineMs: 120_000, ...options.retry };
  }

  get clock(): ServiceClock {
    return this.#clock;
  }

  /** To be told of each request that is really sent. */
  sent(operation: string): void {
    this.#meter.request(operation, kindOf(operation));
  }

  /** To be told of each reply. */
  replied(dateHeader: string | undefined): void {
    this.#clock.observe(dateHeader);
  }

  transferred(bytes: number): void {
    this.#meter.transferred(bytes);
  }

  /**
   * Runs `attempt` (its number counts from 1) until it succeeds, fails for good, or the policy ends it. Each attempt
   * must begin from the start: open its source, sign its request. What runs within an attempt, such as fetching a token,
   * has attempts of its own, and is not tried anew when they are used up. Throws a CodedError.
   */
  async run<T>(subject: RequestSubject, attempt: (number: number) => Promise<T>): Promise<T> {
    let waitMs = 0;
    let endsAt = Number.POSITIVE_INFINITY;
    for (let number = 1; ; number += 1) {
      try {
        if (number > 1) await this.#timer.sleep(waitMs, this.signal);
        this.signal?.throwIfAborted();
        const askedAt = elapsed();
        await this.#budget.take(subject.operation, this.signal);
        endsAt += elapsed() - askedAt;
        return await attempt(number);
      } catch (error) {
        if (this.signal?.aborted === true) throw aborted(subject, error);
        const failure = toCodedError(error, subject);
        waitMs = this.#waitMs(number, failure instanceof CodeArtifactError ? failure.retryAfterMs : undefined);
        endsAt = Math.min(endsAt, elapsed() + this.#policy.deadlineMs);
        const isLate = elapsed() + waitMs > endsAt;
        const most = failure.code === 'throttled' ? this.#policy.throttledAttempts : this.#policy.attempts;
        if (!failure.isWorthAnotherTry || number >= most || isLate) throw failure.giveUp();
      }
    }
  }

  #waitMs(number: number, retryAfterMs: number | undefined): number {
    if (retryAfterMs === 0) return 0;
    const ceiling = Math.min(this.#policy.maxDelayMs, this.#policy.baseDelayMs * 2 ** (number - 1));
    // After a Retry-After too, so that many clients that were told the same do not come back together.
    return (retryAfterMs ?? 0) + this.#jitter() * ceiling;
  }
}

function aborted(subject: RequestSubject, cause: unknown): CodeArtifactError {
  return new CodeArtifactError('aborted', `stopped before it could ${subject.doing}`, {
    cause,
    side: subject.side,
    coordinates: subject.coordinates,
  });
}
