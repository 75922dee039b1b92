import { type BuildTag, compareBuildTags } from './build-tag.ts';
import type { RepositoryRef, VersionRef } from './coordinates.ts';
import { type Origin, originsOf } from './log/lineage.ts';
import { Log } from './log/log.ts';
import { type Candidate, Candidates, shelfOf } from './promotion/candidates.ts';
import { checkGates, type Gate, gateContext } from './promotion/gates.ts';
import { spokenFor } from './promotion/goal.ts';
import { isInSource, type Source } from './promotion/in-source.ts';
import { holdsAll, observe } from './promotion/observe.ts';
import type { Gates, PromotionPorts } from './promotion/request.ts';
import { NoteLists } from './promotion/subject-notes.ts';
import { repositoryArn } from './schema.ts';
import type { SetDigest } from './set-digest.ts';

/** A build of a version, held against the gates of a stage. */
export interface WhyRow {
  readonly build?: BuildTag;
  readonly digest: SetDigest;
  /** The sets that it was made of by stripping; their verdicts and approvals count for it. Empty for most. */
  readonly origins: readonly Origin[];
  readonly recorded: boolean;
  /** Whether it may be promoted from there, whatever its gates. */
  readonly inSource: boolean;
  readonly gates: readonly Gate[];
  /** Whether it may be promoted. */
  readonly eligible: boolean;
  readonly isLast: boolean;
  readonly isLastPassed: boolean;
}

export interface WhyQuery {
  readonly ref: VersionRef;
  readonly from: string;
  /** As of a promotion. */
  readonly isSourceOrdered?: boolean;
  readonly gates: Gates;
}

/** For every build of a version: what it has, what it lacks, and which one `--last` and `--last-passed` mean. */
export async function why(
  { ref, from, gates, isSourceOrdered = false }: WhyQuery,
  ports: Pick<PromotionPorts, 'source' | 'home' | 'sourceHome' | 'gateHomes' | 'format'>,
): Promise<WhyRow[]> {
  const { format, home, source, sourceHome } = ports;
  const reader = source.reader(from);
  const log = new Log(home, ref);
  const [holds, own, other] = await Promise.all([
    observe(reader, ref),
    shelfOf(home.records, ref),
    sourceHome && shelfOf(sourceHome.records, ref),
    log.read(),
  ]);
  const candidates = Candidates.among(ref, holds.assets, format, own, other);
  const knowing = { home: (sourceHome ?? home).records, notes: new NoteLists() };
  const held: Source = { name: from, held: holds.assets, isOrdered: isSourceOrdered, format, ...knowing };
  const repository: RepositoryRef = reader.repository;
  const context = gateContext(ports, log, { name: from, arn: repositoryArn(repository) });
  const lineages = await context.lineages();
  const known = await allOf(candidates);
  const rows = await Promise.all(
    known.map(async (candidate) => {
      const results = await checkGates(gates, await spokenFor({ candidate }, lineages, ports), context);
      const inSource = await isInSource(candidate, held);
      // What `--last` goes through: of a build that is there in part, the plan tells.
      const isOffered = inSource || candidates.derivedFor(candidate.buildTag) !== undefined;
      return { candidate, inSource, isOffered, results, isPassed: results.every(({ met }) => met) };
    }),
  );
  rows.sort((a, b) => compareBuildTags(a.candidate.buildTag, b.candidate.buildTag));
  const last = rows.findLast(({ isOffered }) => isOffered);
  const lastPassed = rows.findLast(({ isOffered, isPassed }) => isOffered && isPassed);
  return rows.map((row) => ({
    ...(row.candidate.buildTag === undefined ? {} : { build: row.candidate.buildTag }),
    digest: row.candidate.digest,
    origins: originsOf(lineages, row.candidate.digest),
    recorded: row.candidate.record !== undefined,
    inSource: row.inSource,
    gates: row.results,
    eligible: row.inSource && row.isPassed,
    isLast: row === last,
    isLastPassed: row === lastPassed,
  }));
}

/** Every set on record, and those of the source that are not and that no job adds to any more, each under each of its tags once. */
async function allOf(candidates: Candidates): Promise<Candidate[]> {
  const recorded = await candidates.readAll();
  const derived = candidates.derived.filter(
    ({ buildTag, set }) =>
      !recorded.some((one) => holdsAll(one.set.entries, set.entries)) &&
      (buildTag === undefined || !candidates.isOpen(buildTag)),
  );
  return [...recorded, ...derived];
}
