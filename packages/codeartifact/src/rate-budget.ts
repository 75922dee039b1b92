import type { Timer } from '@buildset/core';
import { kindOf } from './request-subject.ts';

/**
 * How many requests a second may be sent: AWS's default quotas, no limit at all, or those quotas with some of them
 * replaced (operation name, or `reads` / `writes` for all of a kind).
 */
export type Rates = 'aws' | 'none' | Readonly<Record<string, number>>;

/** Default quotas in requests a second. Source: AWS CodeArtifact, "Quotas in AWS CodeArtifact". */
const AWS_QUOTAS: Readonly<Record<string, number>> = {
  CopyPackageVersions: 5,
  PublishPackageVersion: 10,
  NpmPublish: 10,
  PypiUpload: 10,
  GetAuthorizationToken: 40,
  GetPackageVersionAsset: 50,
  ListPackages: 200,
  ListPackageVersions: 200,
  ListPackageVersionAssets: 200,
  reads: 800,
  writes: 100,
};

/**
 * The seconds that requests take at least where AWS's default quotas are in force and nobody else spends them: a second's
 * worth at once, the rest at the rate.
 */
export function secondsUnderQuotas(calls: Readonly<Record<string, number>>): number {
  const buckets = new Map<string, number>();
  const spend = (bucket: string, count: number): void => void buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
  for (const [operation, count] of Object.entries(calls)) {
    spend(operation, count);
    spend(kindOf(operation) === 'read' ? 'reads' : 'writes', count);
  }
  const seconds = [...buckets].map(([bucket, count]) => count / (AWS_QUOTAS[bucket] ?? Number.POSITIVE_INFINITY) - 1);
  return Math.max(0, ...seconds);
}

/**
 * Spends a second's worth at once, then keeps to the rate. It knows only this process: others that share the account's
 * quota show themselves as `throttled`, which the retry deals with.
 */
export class RateBudget {
  readonly #rates: Readonly<Record<string, number>>;
  readonly #timer: Timer;
  readonly #elapsed: () => number;
  /** When the bucket is full again, by its name, in milliseconds of `elapsed`. */
  readonly #fullAt = new Map<string, number>();

  constructor(rates: Rates, timer: Timer, elapsed: () => number) {
    this.#rates = rates === 'none' ? {} : rates === 'aws' ? AWS_QUOTAS : { ...AWS_QUOTAS, ...rates };
    this.#timer = timer;
    this.#elapsed = elapsed;
  }

  /** Resolves, first come first served, when a request of this operation may be sent. */
  async take(operation: string, signal?: AbortSignal): Promise<void> {
    const kind = kindOf(operation) === 'read' ? 'reads' : 'writes';
    const waitMs = Math.max(this.#reserve(operation), this.#reserve(kind));
    if (waitMs > 0) await this.#timer.sleep(waitMs, signal);
  }

  #reserve(bucket: string): number {
    const rate = this.#rates[bucket];
    if (rate === undefined) return 0;
    const now = this.#elapsed();
    const fullAt = Math.max(now, this.#fullAt.get(bucket) ?? 0) + 1000 / rate;
    this.#fullAt.set(bucket, fullAt);
    return Math.max(0, fullAt - 1000 - now);
  }
}
