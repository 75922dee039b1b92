import { digestOf } from '../canonical-json.ts';
import { CodedError, hasCode } from '../coded-error.ts';
import { formatVersion, type PackageRef, type VersionRef } from '../coordinates.ts';
import { isHomeAsset, setDigest, createBuildSet } from '../build-set.ts';
import type { EventBody, Operation } from '../log/event.ts';
import type { HeldLease } from '../log/lease.ts';
import { Log } from '../log/log.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset, RepositoryWriter } from '../ports/registry.ts';
import { inParallel } from '../in-parallel.ts';
import type { PromotionOptions, PromotionPorts } from '../promotion/request.ts';
import { unansweredFix } from '../promotion/service-answers.ts';
import { cleanTransit, underLease } from '../promotion/under-lease.ts';
import { repositoryArn } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';
import { toCoded } from '../release/to-coded.ts';
import {
  type PlannedRow,
  planPrune,
  type PruneContext,
  pruneKey,
  type PruneRow,
  type RetentionRules,
} from './plan-prune.ts';
import { type Rebuilt, rebuildVersion, superfluousAssets } from './rebuild-version.ts';

export interface PruneRequest extends RetentionRules {
  readonly pkg: PackageRef;
  /** Repositories without gates from whose versions the files of pruned builds are taken too. Default: none. */
  readonly rebuild?: readonly string[];
  /** Say what would be removed, and remove nothing. Default false. */
  readonly dryRun?: boolean;
}

/** What became of a set or an open build. */
export interface PrunedRow extends PruneRow {
  readonly outcome: 'pruned' | 'would-be-pruned' | 'kept' | 'failed';
  readonly error?: CodedError;
}

export interface PruneResult {
  readonly pkg: PackageRef;
  /** By version and build tag. */
  readonly rows: readonly PrunedRow[];
  /** Files that were taken from the versions of repositories, or would be. */
  readonly rebuilt: readonly Rebuilt[];
  /** Of versions that hold several builds: the repositories that keep files of removed ones, or would, since they are not rebuilt. */
  readonly left: readonly LeftFiles[];
  readonly warnings: readonly string[];
}

/** Files of removed builds that stay in a repository, in which nobody can tell any more what they are of. */
export interface LeftFiles {
  readonly ref: VersionRef;
  readonly repository: string;
  /** How many of the removed builds have files there. */
  readonly builds: number;
}

export type PrunePorts = PromotionPorts & Pick<PruneContext, 'repositories' | 'releases'>;

/**
 * Removes the sets of a package that are old enough and that nothing needs: first their files from the versions of the
 * repositories to rebuild, then their records, which leave a tombstone, so that no build number is ever used again. What
 * protects a set is looked at before, and again under the package's lease. Stopped anywhere, the next run goes on.
 * What fails is told of its version; the others go on, unless it is an interruption.
 */
export async function prune(
  asked: PruneRequest,
  ports: PrunePorts,
  options: PromotionOptions = {},
): Promise<PruneResult> {
  const { pkg, dryRun = false } = asked;
  // A version of one build is that build whole, or somebody else's: no file is taken out of it.
  const request = ports.format.builds === 'one' ? { ...asked, rebuild: [] } : asked;
  const repositories = [...new Set([...ports.repositories, ...(asked.rebuild ?? [])])];
  const context = { ...ports, domain: ports.destination, repositories };
  const log = new Log(ports.home, pkg);
  await log.read();
  const planned = await planPrune(pkg, request, log, context);
  const rows: PrunedRow[] = [];
  const rebuilt: Rebuilt[] = [];
  const left: LeftFiles[] = [];
  const warnings: string[] = [];
  for (const version of new Set(planned.map(({ ref }) => ref.version))) {
    const own = planned.filter(({ ref }) => ref.version === version);
    const doomed = own.filter(({ decision }) => decision === 'prune');
    const removed = new Set<string>();
    const onRemoved = (row: PlannedRow): unknown => removed.add(pruneKey([row]));
    const work = { request, ports, options, log, context, own, doomed, rebuilt, warnings, onRemoved };
    try {
      options.signal?.throwIfAborted();
      if (doomed.length === 0 || dryRun) {
        if (doomed.length > 0) rebuilt.push(...(await superfluous(work)));
        rows.push(...own.map((row) => told(row, 'would-be-pruned')));
        left.push(...leftBy(own, request, ports.format));
        continue;
      }
      const done = await pruneVersion(work);
      rows.push(...done.map((row) => told(row, 'pruned')));
      left.push(...leftBy(done, request, ports.format));
    } catch (error) {
      const coded = toCoded(error, options.signal);
      const isRemoved = (row: PlannedRow): boolean => removed.has(pruneKey([row]));
      rows.push(...own.map((row) => (isRemoved(row) ? told(row, 'pruned') : failed(row, coded))));
      left.push(...leftBy(own.filter(isRemoved), request, ports.format));
      if (coded.code === 'aborted') break;
    }
  }
  if (!dryRun && rows.every(({ outcome }) => outcome === 'kept')) await closeBroken(log, ports, options);
  return { pkg, rows, rebuilt, left, warnings };
}

function leftBy(rows: readonly PlannedRow[], { rebuild = [] }: PruneRequest, { builds }: FormatAdapter): LeftFiles[] {
  if (builds === 'one') return [];
  const places = rows.flatMap(({ decision, heldIn, ref }) =>
    decision === 'prune' ? heldIn.map((repository) => ({ ref, repository })) : [],
  );
  return [...new Set(places.map(({ repository }) => repository))].sort().flatMap((repository) => {
    const [one, ...others] = places.filter((place) => place.repository === repository);
    return one && !rebuild.includes(repository) ? { ...one, builds: others.length + 1 } : [];
  });
}

/** A run that broke off after it had removed everything, but before it said so: the log is to have a last word. */
async function closeBroken(log: Log, ports: PrunePorts, options: PromotionOptions): Promise<void> {
  const { home } = ports;
  const { lease } = log.state;
  const to = repositoryArn(home.records.repository);
  if (lease?.to !== to) return; // nobody but prune works at the home itself
  const { operationId, set, version } = lease;
  const id = `r-${home.random.nonce().slice(0, 12)}`;
  const planDigest = digestOf({ kind: 'prune', closes: operationId });
  const planned: Operation = { id, kind: 'prune', planDigest, version, set, builds: [], from: to, to };
  try {
    await underLease({ home, log, planned }, { ...options, waitMs: 0 }, (operation, lease) =>
      lease.end(() => lastWord(operation, [], [], options, ports)),
    );
  } catch (error) {
    if (!hasCode(error, 'lease-held')) throw error; // it is not broken off, but at work
  }
}

interface VersionWork {
  readonly request: PruneRequest;
  readonly ports: PrunePorts;
  readonly options: PromotionOptions;
  readonly log: Log;
  readonly context: PruneContext;
  /** Every row of the version. */
  readonly own: readonly PlannedRow[];
  readonly doomed: readonly PlannedRow[];
  /** What is done is put there at once, since what follows may fail. */
  readonly rebuilt: Rebuilt[];
  readonly warnings: string[];
  readonly onRemoved: (row: PlannedRow) => void;
}

async function superfluous({ doomed, own, ports, request }: VersionWork): Promise<Rebuilt[]> {
  const [first] = own;
  if (!first) return [];
  const found = await Promise.all(
    (request.rebuild ?? []).map((name) => superfluousAssets(first.ref, name, doomed, own, ports.destination)),
  );
  return found.flatMap((one) => (one.removed.length > 0 ? one : []));
}

/** Returns the rows of the version as they are judged under the lease. */
async function pruneVersion(work: VersionWork): Promise<readonly PlannedRow[]> {
  const { doomed, log, options, own, ports, request } = work;
  await requireAnswered(await superfluous(work), ports);
  const planned = await operationOf(doomed, request, ports);
  return await underLease({ home: ports.home, log, planned }, options, async (operation, lease) => {
    const rows = await decideAgain(work, own);
    const still = rows.filter(({ decision }) => decision === 'prune');
    const rebuilt: Rebuilt[] = [];
    for (const repository of request.rebuild ?? []) {
      const ref = own[0]?.ref;
      if (!ref) continue;
      const done = await rebuildVersion({ ref, repository, doomed: still, own: rows, lease, ports, options });
      if (!done) continue;
      rebuilt.push(done);
      work.rebuilt.push(done);
      work.warnings.push(...(await cleanTransit(ports.home, ref, lease)));
    }
    await removeRecords(still, lease, ports.home.records, work.onRemoved);
    await lease.end(() => lastWord(operation, still, rebuilt, options, ports));
    return rows;
  });
}

/** Protects what has become needed since: rows that were kept stay kept, those to be pruned are judged anew. */
async function decideAgain({ context, log, request }: VersionWork, own: readonly PlannedRow[]): Promise<PlannedRow[]> {
  const before = new Set(own.filter(({ decision }) => decision === 'prune').map((row) => pruneKey([row])));
  const version = own[0]?.ref.version;
  const rows = (await planPrune(request.pkg, request, log, context, version)).filter(
    ({ ref }) => ref.version === version,
  );
  return rows.map((row) => {
    if (row.decision === 'keep' || before.has(pruneKey([row]))) return row;
    return { ...row, decision: 'keep', reason: 'young' };
  });
}

/** Aliases first: while a record that holds the bytes is there, its set is whole. */
async function removeRecords(
  rows: readonly PlannedRow[],
  lease: HeldLease,
  records: RepositoryWriter,
  onRemoved: (row: PlannedRow) => void,
): Promise<void> {
  for (const row of rows) {
    if (row.digest === undefined) {
      await inParallel(row.records, 4, (record) => records.deleteVersion(record, { expected: 'Unfinished' }));
      onRemoved(row);
      continue;
    }
    const held = await Promise.all(
      row.records.map(async (record) => {
        const listing = await records.listAssets(record);
        return { record, isAlias: (listing?.assets ?? []).every(({ name }) => isHomeAsset(name)) };
      }),
    );
    await lease.confirm();
    const ordered = [...held.filter(({ isAlias }) => isAlias), ...held.filter(({ isAlias }) => !isAlias)];
    for (const { record } of ordered) await records.disposeVersion(record, { expected: 'Published' });
    onRemoved(row);
  }
}

async function requireAnswered(rebuilt: readonly Rebuilt[], ports: PromotionPorts): Promise<void> {
  const [first] = rebuilt;
  if (!first || (await ports.answers())['copy-overwrite'] !== undefined) return;
  throw new CodedError(
    'unanswered',
    `${formatVersion(first.ref)} cannot be rebuilt: it is not known whether an overwriting copy replaces or merges.`,
    { side: 'destination', next: unansweredFix('copy-overwrite') },
  );
}

async function operationOf(
  doomed: readonly PlannedRow[],
  { rebuild = [] }: PruneRequest,
  { home }: PromotionPorts,
): Promise<Operation> {
  const [first] = doomed;
  if (!first) throw new RangeError('nothing is to be pruned');
  const to = repositoryArn(home.records.repository);
  const sets = doomed.flatMap(({ digest }) => digest ?? []);
  const { version } = first.ref;
  return {
    id: `r-${home.random.nonce().slice(0, 12)}`,
    kind: 'prune',
    planDigest: digestOf({ kind: 'prune', version, rebuild: [...rebuild].sort(), rows: pruneKey(doomed) }),
    version,
    set: sets[0] ?? (await digestOfOpen(first, home.records)),
    ...(sets.length > 0 ? { sets } : {}),
    builds: [...new Set(doomed.flatMap(({ builds }) => builds))],
    from: to,
    to,
  };
}

/** What an open build has so far, so that its operation is about something. */
async function digestOfOpen({ records, ref }: PlannedRow, home: RepositoryWriter): Promise<SetDigest> {
  const listings = await Promise.all(records.map((record) => home.listAssets(record)));
  const assets = listings.flatMap((listing) => listing?.assets ?? []).filter(({ name }) => !isHomeAsset(name));
  return assets.length > 0 ? setDigest(createBuildSet(ref, assets)) : (`sha256:${digestOf([])}` as SetDigest);
}

function lastWord(
  operation: Operation,
  rows: readonly PlannedRow[],
  rebuilt: readonly Rebuilt[],
  { by }: PromotionOptions,
  { meter }: PromotionPorts,
): EventBody {
  const { bytesTransferred, calls } = meter.read();
  const removed = rebuilt.flatMap((one) => one.removed);
  const entries = rows.flatMap(({ set }) => set?.entries ?? []);
  const assets = entries.map(({ name, sha256, size }) => ({ name, size, sha256, outcome: 'pruned' }));
  return {
    type: 'operation.completed',
    operation,
    method: rebuilt.length > 0 ? 'replace' : 'none',
    assets,
    exact: false,
    previous: removed.map(({ name, size, sha256 }: Asset) => ({ name, size, sha256 })),
    calls: { ...calls },
    bytesTransferred,
    workItems: [],
    ...(by === undefined ? {} : { by }),
    heads: {},
  };
}

function told(
  { heldIn: _heldIn, records: _records, set: _set, ...row }: PlannedRow,
  outcome: PrunedRow['outcome'],
): PrunedRow {
  return { ...row, outcome: row.decision === 'keep' ? 'kept' : outcome };
}

function failed(row: PlannedRow, error: CodedError): PrunedRow {
  return { ...told(row, 'failed'), ...(row.decision === 'prune' ? { error } : {}) };
}
