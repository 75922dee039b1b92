import type { BuildSet } from '../build-set.ts';
import { readApprovals } from '../home/approval-note.ts';
import { sameRepository, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { noteTime } from '../home/notes.ts';
import { listVerdicts, readVerdictSubjects, type VerdictName, type VerdictResult } from '../home/verdict-note.ts';
import { Log } from '../log/log.ts';
import type { Lineage } from '../log/lineage.ts';
import { type LogState, placeKey } from '../log/state.ts';
import type { RepositoryReader } from '../ports/registry.ts';
import type { SetDigest } from '../set-digest.ts';
import type { Gates, PromotionPorts } from './request.ts';

/** One thing that a stage asks for, and whether a set has it. */
export interface Gate {
  readonly gate: 'order' | 'check' | 'approval' | 'soak';
  /** What is asked for, in words. */
  readonly needs: string;
  readonly met: boolean;
  /** What there is instead; for a check also when it is met. */
  readonly has: string;
}

export interface GateContext {
  /** Homes in which verdicts and approvals are looked for. */
  readonly homes: readonly RepositoryReader[];
  /** What the destination's log says. */
  readonly state: LogState;
  /** Where promotions to the source are logged: in the home of its own domain. */
  readonly sourceLog: { readonly home: Home; readonly log: Log; state(): Promise<LogState> };
  /** What was made of what by stripping, by the log of each home that counts here. */
  lineages(): Promise<readonly Lineage[]>;
  /** Where the set comes from: the repository's name and ARN. */
  readonly from: { readonly name: string; readonly arn: string };
}

/**
 * Where what the gates ask for is looked up. `log` is that of `ports.home`, as far as it was read; `sourceLog` that of
 * `ports.sourceHome`, where it was read before.
 */
export function gateContext(
  ports: Pick<PromotionPorts, 'home' | 'sourceHome' | 'gateHomes'>,
  log: Log,
  from: GateContext['from'],
  sourceLog?: Log,
): GateContext {
  const { home, sourceHome } = ports;
  const { state } = log;
  const homes = ports.gateHomes ?? [...(sourceHome ? [sourceHome.records] : []), home.records];
  const own = state.lineages ?? [];
  if (!sourceHome) {
    return { homes, state, from, sourceLog: { home, log, state: async () => state }, lineages: async () => own };
  }
  const other = sourceLog ?? new Log(sourceHome, log.pkg);
  const counts = homes.some(({ repository }) => sameRepository(repository, sourceHome.records.repository));
  return {
    homes,
    state,
    from,
    sourceLog: { home: sourceHome, log: other, state: () => other.read() },
    lineages: async () => (counts ? [...own, ...((await other.read()).lineages ?? [])] : own),
  };
}

/** A set, and its digest. */
export interface Subject {
  readonly set: BuildSet;
  readonly digest: SetDigest;
}

/**
 * Holds a set against a stage's gates. `speaking` is the set and those that it was made of: what was found about one
 * counts for it, and a check that failed last for any of them is not met. Nothing is asked of the service for gates that
 * are not set.
 */
export async function checkGates(gates: Gates, speaking: readonly Subject[], context: GateContext): Promise<Gate[]> {
  const { checks = [], approvals = 0, soakMs = 0, from } = gates;
  const isFromElsewhere = from !== undefined && !from.includes(context.from.name);
  const order: Gate[] = isFromElsewhere
    ? [{ gate: 'order', needs: `from ${from.join(' or ')}`, met: false, has: context.from.name }]
    : [];
  const others = await Promise.all([
    checks.length > 0 ? checkAll(checks, speaking, context) : [],
    approvals > 0 ? checkApprovals(gates, speaking, context) : [],
    soakMs > 0 ? Promise.all(speaking.map((one) => checkSoak(soakMs, one, context))).then(firstMet) : [],
  ]);
  return [...order, ...others.flat()];
}

/** In the order of the checks, each over all the sets. */
async function checkAll(
  checks: readonly string[],
  speaking: readonly Subject[],
  context: GateContext,
): Promise<Gate[]> {
  const told = await Promise.all(speaking.map((subject) => verdictsOf(checks, subject, context)));
  return checks.map((_check, index) => worstOf(told.flatMap((one) => one[index] ?? [])));
}

interface Told extends Gate {
  readonly results: ReadonlySet<VerdictResult>;
}

/** In the order of the checks. One listing a home. */
async function verdictsOf(checks: readonly string[], subject: Subject, { homes }: GateContext): Promise<Told[]> {
  const given = await verdictsIn(homes, subject.set.ref, subject.digest);
  return await Promise.all(checks.map((check) => checkVerdicts(check, given, subject)));
}

/** One that failed decides, then one that is met, then the set's own. */
function worstOf(told: readonly Told[]): Gate {
  const { results: _told, ...gate } = told.find(({ results }) => results.has('failed')) ?? firstMet(told);
  return gate;
}

function firstMet<Result extends Gate>(gates: readonly Result[]): Result {
  const [own] = gates;
  const found = gates.find(({ met }) => met) ?? own;
  if (!found) throw new RangeError('no set to hold against the gates');
  return found;
}

/** A verdict, and the home that has it. */
interface FoundVerdict extends VerdictName {
  readonly home: RepositoryReader;
}

async function verdictsIn(
  homes: readonly RepositoryReader[],
  ref: VersionRef,
  digest: SetDigest,
): Promise<FoundVerdict[]> {
  const lists = homes.map(async (home) => (await listVerdicts(home, ref, digest)).map((one) => ({ ...one, home })));
  return (await Promise.all(lists)).flat();
}

/** Newest first. Each home's are so already; where several homes have some, the service's time says which came last. */
async function newestFirst(
  verdicts: readonly FoundVerdict[],
  ref: VersionRef,
  digest: SetDigest,
): Promise<readonly FoundVerdict[]> {
  if (new Set(verdicts.map(({ home }) => home)).size < 2) return verdicts;
  const dated = await Promise.all(
    verdicts.map(async (one) => ({ one, at: await noteTime(one.home, { kind: 'verdict', ref, digest }, one) })),
  );
  return dated.sort((a, b) => b.at - a.at).map(({ one }) => one);
}

/** The worst of the latest results over the assets; an asset without any has none. */
async function checkVerdicts(
  check: string,
  verdicts: readonly FoundVerdict[],
  { digest, set: { entries, ref } }: Subject,
): Promise<Told> {
  const open = new Set(entries.map(({ sha256 }) => sha256));
  const results = new Set<VerdictResult>();
  const ofCheck = verdicts.filter((one) => one.check === check);
  for (const verdict of await newestFirst(ofCheck, ref, digest)) {
    if (open.size === 0) break;
    const subjects = verdict.whole
      ? [...open]
      : await readVerdictSubjects(verdict.home, ref, digest, verdict.noteVersion);
    const covered = subjects.filter((sha256) => open.delete(sha256));
    if (covered.length > 0) results.add(verdict.result);
  }
  const met = open.size === 0 && !results.has('failed');
  const lacking = entries.filter(({ sha256 }) => open.has(sha256)).map(({ name }) => name);
  const none = results.size === 0;
  const partial =
    open.size > 0 ? `${[...results].join(', ')}, none for ${lacking.join(', ')}` : [...results].join(', ');
  return { gate: 'check', needs: `${check} passed`, met, has: none ? 'no verdict' : partial, results };
}

async function checkApprovals(
  { approvals = 0, stage }: Gates,
  speaking: readonly Subject[],
  { homes }: GateContext,
): Promise<Gate> {
  const asked = speaking.flatMap(({ digest, set }) => homes.map((home) => readApprovals(home, set.ref, digest, stage)));
  const by = [...new Set((await Promise.all(asked)).flat().map((one) => one.by))];
  const needs = approvals === 1 ? `an approval for ${stage}` : `${approvals} approvals for ${stage}`;
  return { gate: 'approval', needs, met: by.length >= approvals, has: by.length === 0 ? 'none' : by.join(', ') };
}

async function checkSoak(
  soakMs: number,
  { digest, set: { ref } }: Subject,
  { from, sourceLog }: GateContext,
): Promise<Gate> {
  const needs = `${hours(soakMs)} in ${from.name}`;
  const { home, log } = sourceLog;
  const since = (await sourceLog.state()).places[placeKey(from.arn, ref.version)]?.sets[digest];
  const event = since && (await home.records.describeVersion(log.place(since.event)));
  if (!event?.publishedAt) return { gate: 'soak', needs, met: false, has: 'was never promoted there' };
  const age = home.clock.now().getTime() - event.publishedAt.getTime();
  return { gate: 'soak', needs, met: age >= soakMs, has: hours(age) };
}

function hours(ms: number): string {
  return `${Math.floor(ms / 360_000) / 10} h`;
}
