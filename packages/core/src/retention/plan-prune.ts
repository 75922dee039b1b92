import { compareBuildTags } from '../build-tag.ts';
import { canonicalJson } from '../canonical-json.ts';
import { hasCode } from '../coded-error.ts';
import { type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import { readApprovals } from '../home/approval-note.ts';
import { listAttachedNotes } from '../home/attached-note.ts';
import type { Home } from '../home/home.ts';
import { listRecords, readRecord, type RecordSummary, type SealedRecord } from '../home/record.ts';
import type { Log } from '../log/log.ts';
import type { LogState } from '../log/state.ts';
import type { Domain } from '../ports/domain.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import { inParallel } from '../in-parallel.ts';
import { holdsAll, observe, type Observed } from '../promotion/observe.ts';
import { repositoryArn } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';
import type { Sha256 } from '../sha256.ts';
import { type Protection, type PrunableSet, protectionOf } from './protection.ts';

const AT_ONCE = 16;
/** An open build that is younger may still be worked at. */
const ABANDONED_MS = 7 * 86_400_000;

/** Which sets are old enough. Of a set that neither rule would remove nothing is lost. */
export interface RetentionRules {
  /** The newest so many builds of each version stay. Default 0. */
  readonly keep?: number;
  /** Sets younger than this stay, in milliseconds. Default 0. */
  readonly maxAgeMs?: number;
}

export interface PruneContext {
  readonly domain: Domain;
  readonly home: Home;
  readonly format: FormatAdapter;
  /** Repositories to look into for what is active, besides those that logs and notes name. */
  readonly repositories: readonly string[];
  /** The releases that a set is part of. */
  readonly releases: ReadonlyMap<SetDigest, string>;
}

/** What is to become of a set, or of a build that is still open. */
export interface PruneRow {
  readonly ref: VersionRef;
  readonly builds: readonly string[];
  /** Absent while the build is open. */
  readonly digest?: SetDigest;
  readonly decision: 'prune' | 'keep';
  /** `newest`: by --keep. `young`: by --max-age. `old`: neither keeps it. `abandoned`: open, and nobody seals it. */
  readonly reason: Protection['reason'] | 'newest' | 'young' | 'old' | 'abandoned';
  /** What protects it. */
  readonly by?: string;
}

/** A row with what is to be removed for it. */
export interface PlannedRow extends PruneRow {
  readonly set?: PrunableSet['set'];
  readonly records: readonly VersionRef[];
  /** Of a set that goes: the repositories that were looked into and hold files of it, and of no set that stays. */
  readonly heldIn: readonly string[];
}

/** Decides what becomes of every set and every open build of a package, or of one version. Reads only, after the log was read. */
export async function planPrune(
  pkg: PackageRef,
  rules: RetentionRules,
  log: Log,
  context: PruneContext,
  only?: string,
): Promise<PlannedRow[]> {
  const summaries = await listRecords(context.home.records, pkg, only);
  const restorable = await restorableBytes(log);
  const versions = [...new Set(summaries.map(({ version }) => version))].sort();
  const rows: PlannedRow[] = [];
  for (const version of versions) {
    const own = summaries.filter((summary) => summary.version === version);
    rows.push(...(await planVersion(versionOf(pkg, version), own, { rules, log, restorable, ...context })));
  }
  return rows;
}

interface VersionContext extends PruneContext {
  readonly rules: RetentionRules;
  readonly log: Log;
  readonly restorable: ReadonlyMap<string, ReadonlySet<Sha256>>;
}

async function planVersion(
  ref: VersionRef,
  summaries: readonly RecordSummary[],
  context: VersionContext,
): Promise<PlannedRow[]> {
  const sets = await readSets(ref, summaries, context.home);
  const { held, hidden } = await lookInto(ref, sets, context);
  const { keep = 0 } = context.rules;
  const newest = new Set(keep === 0 ? [] : sets.slice(-keep).map(({ digest }) => digest));
  const rows = new Map<SetDigest, PlannedRow>();
  await inParallel(sets, AT_ONCE, async (one) => {
    const { builds, digest, records, set } = one;
    const row = { ref, builds, digest, set, records, heldIn: [] };
    const { state } = context.log;
    const isKept = newest.has(digest);
    const protection =
      protectionOf(one, { ...context, state, held }) ??
      (isKept ? undefined : await approvalOf(one, context.home)) ??
      hidden.get(digest);
    if (protection) rows.set(digest, { ...row, decision: 'keep', ...protection });
    else if (isKept) rows.set(digest, { ...row, decision: 'keep', reason: 'newest' });
    else if (await isYoung(records, context)) rows.set(digest, { ...row, decision: 'keep', reason: 'young' });
    else rows.set(digest, { ...row, decision: 'prune', reason: 'old' });
  });
  const planned = withPlaces(
    sets.flatMap(({ digest }) => rows.get(digest) ?? []),
    held,
  );
  return [...planned, ...(await planOpen(ref, summaries, context))];
}

/** Of sets that go, with the repositories that hold files of theirs which no set that stays has. */
function withPlaces(rows: readonly PlannedRow[], held: ReadonlyMap<string, Observed>): PlannedRow[] {
  const kept = rows.flatMap(({ decision, set }) => (decision === 'keep' && set ? set.entries : []));
  return rows.map((row) => {
    const own = row.decision === 'keep' ? [] : (row.set?.entries ?? []).filter((entry) => !holdsAll(kept, [entry]));
    const places = [...held].filter(([, { assets }]) => own.some((entry) => holdsAll(assets, [entry])));
    return { ...row, heldIn: places.map(([name]) => name) };
  });
}

interface RecordedSet extends PrunableSet {
  readonly records: readonly VersionRef[];
}

/** The sets on record, each once with all its records, by ascending tag. */
async function readSets(ref: VersionRef, summaries: readonly RecordSummary[], home: Home): Promise<RecordedSet[]> {
  const sealed: SealedRecord[] = [];
  const wanted = summaries.filter(({ state }) => state === 'sealed');
  await inParallel(wanted, AT_ONCE, async (summary) => void sealed.push(await readRecord(home.records, ref, summary)));
  const digests = [...new Set(sealed.map(({ digest }) => digest))];
  const sets = digests.flatMap((digest): RecordedSet[] => {
    const same = sealed.filter((record) => record.digest === digest);
    const builds = [...new Set(same.flatMap(({ buildTag }) => buildTag ?? []))].sort(compareBuildTags);
    return same[0] ? [{ set: same[0].set, digest, builds, records: same.map(({ record }) => record) }] : [];
  });
  return sets.sort((a, b) => compareBuildTags(a.builds.at(-1), b.builds.at(-1)));
}

/** What the repositories hold that are known or that notes name; a set of which one is hidden from the caller stays. */
async function lookInto(
  ref: VersionRef,
  sets: readonly RecordedSet[],
  { domain, home, log, repositories }: VersionContext,
): Promise<{ readonly held: Map<string, Observed>; readonly hidden: Map<SetDigest, Protection> }> {
  const held = new Map<string, Observed>();
  const hidden = new Map<SetDigest, Protection>();
  const look = async (name: string): Promise<boolean> => {
    if (held.has(name)) return true;
    try {
      const isThere = repositories.includes(name) || (await domain.describeRepository(name)) !== undefined;
      held.set(name, isThere ? await observe(domain.reader(name), ref) : { assets: [] });
      return true;
    } catch (error) {
      if (repositories.includes(name) || !hasCode(error, 'access-denied')) throw error;
      return false;
    }
  };
  await inParallel(
    [...new Set([...repositories, ...loggedIn(domain, log.state)])],
    AT_ONCE,
    async (name) => void (await look(name)),
  );
  for (const { digest, set } of sets) {
    for (const { repository } of await listAttachedNotes(home.records, set.ref, digest)) {
      if (repository !== undefined && !(await look(repository)))
        hidden.set(digest, { reason: 'unseen', by: repository });
    }
  }
  return { held, hidden };
}

/** Where the log says that something is, or was to be when a run broke off. */
function loggedIn({ ref }: Domain, { begun = {}, lease, places }: LogState): string[] {
  const prefix = repositoryArn({ ...ref, repository: '' });
  const keys = [...Object.keys(places), ...Object.keys(begun), ...(lease ? [lease.to] : [])];
  return keys.flatMap((key) => {
    const [arn = ''] = key.split(' ');
    return arn.startsWith(prefix) ? [arn.slice(prefix.length)] : [];
  });
}

/** What the last operation on each version would restore if it were undone: one fetch a place. */
async function restorableBytes(log: Log): Promise<Map<string, ReadonlySet<Sha256>>> {
  const restorable = new Map<string, ReadonlySet<Sha256>>();
  await inParallel(Object.entries(log.state.places), AT_ONCE, async ([key, { event }]) => {
    const { body } = (await log.event(event)).event;
    if (body.type !== 'operation.completed') return;
    restorable.set(key, new Set(body.previous.map(({ sha256 }) => sha256)));
  });
  for (const [key, { previous }] of Object.entries(log.state.begun ?? {})) {
    restorable.set(`${key} begun`, new Set(previous.map(({ sha256 }) => sha256)));
  }
  return restorable;
}

async function approvalOf({ digest, set }: PrunableSet, { records }: Home): Promise<Protection | undefined> {
  const [first] = await readApprovals(records, set.ref, digest);
  return first && { reason: 'approved', by: first.stage };
}

/** By the youngest of its records; one whose age nobody knows counts as young. */
async function isYoung(records: readonly VersionRef[], { home, rules }: VersionContext): Promise<boolean> {
  const { maxAgeMs } = rules;
  if (maxAgeMs === undefined) return false;
  const ages = await Promise.all(records.map((record) => ageOf(record, home)));
  return ages.some((age) => age < maxAgeMs);
}

async function ageOf(record: VersionRef, { clock, records }: Home): Promise<number> {
  const publishedAt = (await records.describeVersion(record))?.publishedAt;
  return publishedAt ? clock.now().getTime() - publishedAt.getTime() : 0;
}

async function planOpen(
  ref: VersionRef,
  summaries: readonly RecordSummary[],
  { home, rules }: VersionContext,
): Promise<PlannedRow[]> {
  const open = summaries.filter(({ state }) => state === 'open');
  const limit = Math.max(ABANDONED_MS, rules.maxAgeMs ?? 0);
  return await Promise.all(
    open.map(async ({ buildTag, record }): Promise<PlannedRow> => {
      const isAbandoned = (await ageOf(record, home)) > limit;
      const builds = buildTag === undefined ? [] : [buildTag];
      return isAbandoned
        ? { ref, builds, records: [record], heldIn: [], decision: 'prune', reason: 'abandoned' }
        : { ref, builds, records: [record], heldIn: [], decision: 'keep', reason: 'young' };
    }),
  );
}

/** Which sets are part of which release: one listing, and one fetch a release. */
export function releasesBySet(
  releases: readonly { readonly name: string; readonly sets: readonly { readonly digest: SetDigest }[] }[],
): ReadonlyMap<SetDigest, string> {
  return new Map(releases.flatMap(({ name, sets }) => sets.map(({ digest }) => [digest, name] as const)));
}

/** Identifies what is to be removed, so that a run that does the same joins. */
export function pruneKey(rows: readonly PlannedRow[]): string {
  return canonicalJson(rows.map(({ digest, records }) => [digest ?? '', ...records.map(({ version }) => version)]));
}
