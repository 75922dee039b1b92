import { createBuildSet, setDigest } from '../build-set.ts';
import { digestOf } from '../canonical-json.ts';
import { hasCode, type CodedError } from '../coded-error.ts';
import { type Format, type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { listAllPackages, listAllVersions } from '../home/paging.ts';
import type { Operation } from '../log/event.ts';
import { Log } from '../log/log.ts';
import { observe, type Observed } from '../promotion/observe.ts';
import type { PromotionOptions } from '../promotion/request.ts';
import { emptyTransit } from '../promotion/transit.ts';
import { underLease } from '../promotion/under-lease.ts';
import { SENTINEL_VERSION } from '../promotion/transit-tags.ts';
import { toCoded } from '../release/to-coded.ts';
import { repositoryArn } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';

/** What became of a version that was found in the transit. */
export interface TransitRow {
  readonly ref: VersionRef;
  /** `at-work`: a run that holds the package's lease may need it. */
  readonly outcome: 'removed' | 'would-be-removed' | 'at-work' | 'failed';
  readonly error?: CodedError;
}

/**
 * Removes what runs that broke off left in the transit, each version under its package's lease; what a run is at work on
 * stays. One listing a format and a package. An interruption ends it; what was removed until then is told. Safe to repeat.
 */
export async function pruneTransit(
  formats: readonly Format[],
  home: Home,
  options: PromotionOptions & { readonly dryRun?: boolean } = {},
): Promise<TransitRow[]> {
  const rows: TransitRow[] = [];
  for (const ref of await leftIn(formats, home)) {
    if (options.signal?.aborted === true) break;
    rows.push(await removeLeft(ref, home, options));
  }
  return rows;
}

async function leftIn(formats: readonly Format[], { lacksTransit, transit }: Home): Promise<VersionRef[]> {
  const left: VersionRef[] = [];
  if (lacksTransit === 'missing') return left;
  for (const format of formats) {
    const packages = await listAllPackages(transit, { format });
    for (const pkg of packages.filter(isAssembled)) {
      const versions = await listAllVersions(transit, pkg);
      left.push(...versions.map(({ version }) => versionOf(pkg, version)).filter(isLeft));
    }
  }
  return left;
}

/** The transit holds an owner marker, and what the probe leaves, as the home does. */
function isAssembled({ format, namespace }: PackageRef): boolean {
  return format !== 'generic' || namespace?.startsWith('buildset.') !== true;
}

/** npm's own version that holds `latest` in the transit is of use to every run. */
function isLeft({ format, version }: VersionRef): boolean {
  return format !== 'npm' || version !== SENTINEL_VERSION;
}

async function removeLeft(
  ref: VersionRef,
  home: Home,
  { dryRun = false, ...options }: PromotionOptions & { readonly dryRun?: boolean },
): Promise<TransitRow> {
  const log = new Log(home, ref);
  try {
    const [held] = await Promise.all([observe(home.transit, ref), log.read()]);
    if (held.status === undefined) return { ref, outcome: 'removed' };
    if (dryRun) return { ref, outcome: log.state.lease ? 'at-work' : 'would-be-removed' };
    const planned = operationOf(ref, held, home);
    await underLease({ home, log, planned }, { ...options, waitMs: 0 }, async (operation, lease) => {
      await emptyTransit(home, ref, lease);
      await lease.end(() => completed(operation, held, options));
    });
    return { ref, outcome: 'removed' };
  } catch (error) {
    if (hasCode(error, 'lease-held')) return { ref, outcome: 'at-work' };
    return { ref, outcome: 'failed', error: toCoded(error, options.signal) };
  }
}

function operationOf(ref: VersionRef, { assets }: Observed, { random, transit }: Home): Operation {
  const to = repositoryArn(transit.repository);
  const set = assets.length > 0 ? setDigest(createBuildSet(ref, assets)) : (`sha256:${digestOf([])}` as SetDigest);
  const planDigest = digestOf({ kind: 'prune', transit: to, version: ref.version, set });
  const id = `r-${random.nonce().slice(0, 12)}`;
  return { id, kind: 'prune', planDigest, version: ref.version, set, builds: [], from: to, to };
}

function completed(operation: Operation, { assets }: Observed, { by }: PromotionOptions) {
  return {
    type: 'operation.completed' as const,
    operation,
    method: 'none',
    assets: assets.map(({ name, sha256, size }) => ({ name, size, sha256, outcome: 'removed from the transit' })),
    exact: false,
    previous: [],
    calls: {},
    bytesTransferred: 0,
    workItems: [],
    ...(by === undefined ? {} : { by }),
    heads: {},
  };
}
