import { ServiceError } from './errors.ts';

/** Requests a second, over which the service throttles (user guide, "Quotas in AWS CodeArtifact", defaults). */
const operationRates: Readonly<Record<string, number>> = {
  CopyPackageVersions: 5,
  PublishPackageVersion: 10,
  GetPackageVersionAsset: 50,
  GetAuthorizationToken: 40,
  ListPackages: 200,
  ListPackageVersions: 200,
  ListPackageVersionAssets: 200,
};
const readRate = 800;
const writeRate = 100;

export interface RateQuotas {
  /** Counts one request. Throws ThrottlingException with the whole seconds after which there is room again. */
  take(operation: string | undefined): void;
}

interface Bucket {
  readonly rate: number;
  tokens: number;
  sinceMs: number;
}

/** Buckets that hold one second's worth: how much of a burst AWS lets through was not observed. */
export function awsQuotas(now: () => number): RateQuotas {
  const buckets = new Map<string, Bucket>();

  const bucketOf = (name: string, rate: number): Bucket => {
    const known = buckets.get(name) ?? { rate, tokens: rate, sinceMs: now() };
    buckets.set(name, known);
    const elapsedMs = now() - known.sinceMs;
    known.tokens = Math.min(rate, known.tokens + (elapsedMs * rate) / 1000);
    known.sinceMs = now();
    return known;
  };

  return {
    take(operation) {
      if (operation === undefined) return;
      const account = isRead(operation) ? bucketOf('reads', readRate) : bucketOf('writes', writeRate);
      const own = operationRates[operation];
      const needed = own === undefined ? [account] : [account, bucketOf(operation, own)];
      const empty = needed.filter((bucket) => bucket.tokens < 1);
      if (empty.length > 0) {
        const waitSeconds = Math.max(...empty.map((bucket) => (1 - bucket.tokens) / bucket.rate));
        const retryAfterSeconds = Math.max(1, Math.ceil(waitSeconds));
        throw new ServiceError('ThrottlingException', `Rate of ${operation} exceeded`, { retryAfterSeconds });
      }
      for (const bucket of needed) bucket.tokens--;
    },
  };
}

function isRead(operation: string): boolean {
  return /^(?:Get|List|Describe|pypi:(?:Index|Download)|npm:(?:Packument|Tarball|Ping))/u.test(operation);
}
