import { type BuildTag, compareBuildTags } from '../build-tag.ts';
import { CodedError } from '../coded-error.ts';
import { type RepositoryRef, sameRepository, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { requireForBuilds } from '../home/own-repository.ts';
import type { Lineage } from '../log/lineage.ts';
import type { Log } from '../log/log.ts';
import { type LogState, placeKey } from '../log/state.ts';
import type { MeterReading } from '../meter.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Packument } from '../ports/packument.ts';
import type { Asset, RepositoryReader } from '../ports/registry.ts';
import { repositoryArn } from '../schema.ts';
import { type Barrier, barriers, refusalOf, unmetGates } from './barriers.ts';
import { bothSettled } from './both-settled.ts';
import { type Candidate, Candidates, shelfOf } from './candidates.ts';
import { checkSource } from './check-source.ts';
import { type GateContext, gateContext } from './gates.ts';
import { type Goal, goalOf, spokenFor } from './goal.ts';
import { objectionTo } from './objection.ts';
import type { Source } from './in-source.ts';
import { type Ends, planDigestOf } from './journal.ts';
import { notOnRecord } from './not-on-record.ts';
import { observe, type Observed } from './observe.ts';
import { type Plan, type PlanInput, plan } from './plan.ts';
import type { Refusal } from './refusal.ts';
import type { PromotionOptions, PromotionPorts, PromotionRequest } from './request.ts';
import { routed } from './route.ts';
import { select } from './select.ts';
import { isByName, type Standing, standingOf } from './standing.ts';
import type { Stripper } from './stripper.ts';
import { NoteLists, notesOf, type SubjectNote, workItemsLogged } from './subject-notes.ts';
import { unansweredFix } from './service-answers.ts';
import { checkUpstreams } from './upstreams.ts';

/** One end of a promotion as it was seen. */
export interface End {
  readonly repository: RepositoryRef;
  readonly arn: string;
  readonly holds: Observed;
  /** npm: the package as installers see it there. */
  readonly packument?: Packument;
}

/** What a promotion sees, and what it decides, before it writes anything. */
export interface Situation extends Goal {
  /** The home as it was opened. */
  readonly home: Home;
  /** The set, and those that it was made of: their tags, notes, verdicts and approvals count for it. */
  readonly speaking: readonly Candidate[];
  /** Every tag of the set, ordered. */
  readonly builds: readonly BuildTag[];
  /** The attached notes about the set, newest first. */
  readonly notes: readonly SubjectNote[];
  /** The work items that the source's log names, where there are no notes. */
  readonly workItems: readonly string[];
  readonly source: End;
  readonly destination: End;
  readonly state: LogState;
  readonly decision: Plan | Refusal;
  /** Whether all is done and logged. */
  readonly isDone: boolean;
  /** What stood against it and was overridden, in words. */
  readonly overridden: readonly Barrier[];
  /** The log in which promotions to the source are, as far as the gates needed it. */
  readonly sourceLog: Log;
  /** What holding the set against the gates cost: it is done once more before the first write. */
  readonly gateCalls: Readonly<Record<string, number>>;
  /** Of a set that was chosen by name: whether it takes the destination back to an older build. */
  readonly standing: Standing | undefined;
}

/** Looks at source, destination, records and log, and decides. Writes nothing but what `stripper` lays on this disk. */
export async function look(
  request: PromotionRequest,
  ports: PromotionPorts,
  options: PromotionOptions,
  { log, stripper }: { readonly log: Log; readonly stripper: Stripper },
): Promise<Situation> {
  requireForBuilds(ports.destination.writer(request.to).repository, ports.home);
  const onEvent = options.onEvent ?? (() => undefined);
  const logged = readLog(request, ports, log);
  const finding = Promise.all([find(request, ports, logged), logged]);
  const [home, [found, { context, lineages }]] = await bothSettled(openedHome(ports.home), finding);
  const { held, selected, source, there } = found;
  const { state } = context;
  const { status } = source.holds;
  const goal = await goalOf(request, selected, { ports, source: held, status, lineages, stripper, onEvent });
  const known = await knownOf(goal, found, { context, lineages }, ports);
  const { builds, notes, speaking } = known;
  const { candidate, original } = goal;
  onEvent({ type: 'selected', digest: candidate.digest, builds, recorded: candidate.record !== undefined });
  const { ref } = candidate.set;
  const isSame = ref.version === request.ref.version;
  const destination = isSame ? there : await endOf(ports.destination.writer(request.to), ref, ports.format);
  const planned = found.leak ?? (await planFor(goal, destination, found, { home, ports, request, state }));
  const at = { arn: destination.arn, ref, assets: destination.holds.assets };
  const standing = isByName(request.selector) ? standingOf(builds, at, state, ports.format) : undefined;
  const isDone = planned.method === 'none' && isLogged(state, { ...goal, destination, source }, planned);
  const place = { arn: destination.arn, version: ref.version };
  const subject = { candidate: original ?? candidate, speaking, notes, context, place };
  const { decision, gateCalls, overridden } = isDone
    ? { decision: planned, gateCalls: {}, overridden: [] }
    : await opposed(planned, subject, request, ports);
  if (decision.method !== 'refuse') onEvent({ type: 'planned', method: decision.method });
  return {
    ...goal,
    ...known,
    home,
    source,
    destination,
    state,
    decision,
    isDone,
    overridden,
    gateCalls,
    sourceLog: context.sourceLog.log,
    standing,
  };
}

/** What notes and logs tell of the set that is meant. */
async function knownOf(
  goal: Goal,
  { held, source }: Found,
  { context, lineages }: Logged,
  ports: PromotionPorts,
): Promise<Pick<Situation, 'builds' | 'notes' | 'speaking' | 'workItems'>> {
  const speaking = await spokenFor(goal, lineages, ports);
  const notes = await notesOf(speaking, [held.home, ...(ports.gateHomes ?? [])], held.notes);
  const workItems = notes.length > 0 ? [] : await workItemsLogged(speaking, source.arn, context.sourceLog.log);
  return { speaking, notes, workItems, builds: tagsOf(speaking, notes) };
}

/** What is asked for, of whom, and what the log and the home were when they were read. */
interface Asked extends Pick<Situation, 'home' | 'state'> {
  readonly request: PromotionRequest;
  readonly ports: PromotionPorts;
}

/** How the set gets to the destination, by what both ends hold: whether it may is not asked yet. */
async function planFor(
  goal: Goal,
  destination: End,
  { candidates, held, source }: Found,
  { home, ports, request, state }: Asked,
): Promise<Plan | Refusal> {
  const { candidate, original = candidate } = goal;
  const { ref } = candidate.set;
  const isSame = ref.version === request.ref.version;
  const { repository } = source;
  const isFromRecord = original.record && sameRepository(repository, destination.repository); // an activation
  const view = { candidates, repository, source: held, status: source.holds.status };
  const refusal = isFromRecord ? undefined : await checkSource(original, view);
  if (refusal) return refusal;
  const near = isSame ? candidates : await Candidates.of(home.records, ref, [], ports.format);
  const input: PlanInput = {
    request,
    candidate,
    format: ports.format,
    source: repository,
    destination: destination.repository,
    sourceHolds: source.holds,
    destinationHolds: destination.holds,
    isKnown: await knownAssets(near, { candidate, destination, source, state }, ports.format),
    archivedByUs: isArchivedByUs(state, destination.arn, candidate),
    isBegun: isBegun(state, { ...goal, destination, source }),
    isWithdrawn: state.places[placeKey(destination.arn, ref.version)]?.withdrawn === true,
    ...(source.packument ? { sourcePackument: source.packument } : {}),
    ...(destination.packument ? { destinationPackument: destination.packument } : {}),
  };
  return routed(plan(input), input, home);
}

async function openedHome(home: Home): Promise<Home> {
  const lacksTransit = home.lacksTransit ?? (await home.opening);
  return lacksTransit ? { ...home, lacksTransit } : home;
}

/** What the log says, and what it says was made of what. */
interface Logged {
  readonly context: GateContext;
  readonly lineages: readonly Lineage[];
}

async function readLog({ from }: PromotionRequest, ports: PromotionPorts, log: Log): Promise<Logged> {
  await log.read();
  const arn = repositoryArn(ports.source.reader(from).repository);
  const context = gateContext(ports, log, { name: from, arn });
  return { context, lineages: await context.lineages() };
}

type Found = Awaited<ReturnType<typeof find>>;

/** Both ends and the build that is meant, found while the log is read: it is waited for where the gates say which build. */
async function find(request: PromotionRequest, ports: PromotionPorts, logged: Promise<Logged>) {
  const { from, isSourceOrdered = false, ref, to } = request;
  const { format, home, sourceHome } = ports;
  const [origin, target] = [ports.source.reader(from), ports.destination.writer(to)];
  const looking = endOf(origin, ref, format);
  const isSame = sameRepository(origin.repository, target.repository);
  const [source, there, own, other, leak] = await Promise.all([
    looking,
    isSame ? looking : endOf(target, ref, format),
    shelfOf(home.records, ref),
    sourceHome && shelfOf(sourceHome.records, ref),
    request.allowUpstream === true ? undefined : checkUpstreams(ports, request),
  ]);
  const candidates = Candidates.among(ref, source.holds.assets, format, own, other);
  const knowing = (sourceHome ?? home).records;
  const held: Source = {
    name: from,
    held: source.holds.assets,
    isOrdered: isSourceOrdered,
    format,
    home: knowing,
    notes: new NoteLists(),
  };
  const meetsGates = async (candidate: Candidate): Promise<boolean> => {
    const { context, lineages } = await logged;
    const speaking = await spokenFor({ candidate }, lineages, ports);
    return (await unmetGates(request, speaking, context)).length === 0;
  };
  const selected = await choose(request, candidates, held, meetsGates);
  return { candidates, held, leak, selected, source, there };
}

/** A set as it comes before the gates of a place. */
interface Subject extends Pick<Situation, 'notes' | 'speaking'> {
  /** What the source holds, where the set is made of it. */
  readonly candidate: Candidate;
  readonly context: GateContext;
  readonly place: { readonly arn: string; readonly version: string };
}

/**
 * What becomes of a plan when the gates, what nobody knows of the service, and the format have been heard: the first that
 * objects refuses it. An objection is asked for last, since it may cost most.
 */
async function opposed(
  planned: Plan | Refusal,
  { candidate, context, notes, place, speaking }: Subject,
  request: PromotionRequest,
  ports: PromotionPorts,
): Promise<Pick<Situation, 'decision' | 'gateCalls' | 'overridden'>> {
  if (planned.method === 'refuse') return { decision: planned, gateCalls: {}, overridden: [] };
  // Read to its end already when it is counted, as it is when the gates are looked at once more.
  if ((request.gates?.soakMs ?? 0) > 0) await context.sourceLog.state();
  const before = ports.meter.read().calls;
  const overridden = await barriers(request, speaking, context, place);
  const heard = { gateCalls: callsSince(before, ports.meter.read().calls), overridden };
  if (overridden.length > 0 && request.override === undefined) {
    return { decision: refusalOf(overridden, request), ...heard };
  }
  const answered = planned.method === 'replace' ? await requireAnswered(planned, ports) : planned;
  if (answered.method === 'refuse') return { decision: answered, ...heard };
  const objection = await objectionTo(candidate, notes, request, ports);
  return { decision: objection ? { method: 'refuse', ...objection } : answered, ...heard };
}

/** The set that is meant, or that was meant when it was planned. Throws `changed` when files have other bytes now. */
async function choose(
  { pinned, ref, selector }: PromotionRequest,
  candidates: Candidates,
  held: Source,
  meetsGates: (candidate: Candidate) => Promise<boolean>,
): Promise<Candidate> {
  const isFiles = selector.by === 'files';
  const chosen = pinned === undefined || isFiles ? selector : ({ by: 'set', digest: pinned } as const);
  const candidate = await select(chosen, candidates, ref, held, meetsGates);
  if (pinned === undefined || candidate.digest === pinned) return candidate;
  throw new CodedError('changed', `${held.name} holds other bytes than were planned for.`, { side: 'source' });
}

/** A replacement depends on what an overwriting copy does; where nobody knows, it is refused. */
async function requireAnswered(replacement: Plan, ports: PromotionPorts): Promise<Plan | Refusal> {
  const answers = await ports.answers();
  if (answers['copy-overwrite'] !== undefined) return replacement;
  const message = 'It is not known whether an overwriting copy replaces or merges in this domain.';
  return { method: 'refuse', code: 'unanswered', message, next: unansweredFix('copy-overwrite') };
}

/** The requests of `now` that were not in `before`, by operation. */
function callsSince(before: MeterReading['calls'], now: MeterReading['calls']): MeterReading['calls'] {
  const more = Object.entries(now).map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const);
  return Object.fromEntries(more.filter(([, count]) => count > 0));
}

async function endOf(reader: RepositoryReader, ref: VersionRef, { tags }: FormatAdapter): Promise<End> {
  const { repository } = reader;
  const [holds, packument] = await Promise.all([observe(reader, ref), tags && reader.readPackument(ref)]);
  return { repository, arn: repositoryArn(repository), holds, ...(packument ? { packument } : {}) };
}

/** Every tag under which the set, or what it was made of, is known: their own, and those of their attached notes. */
export function tagsOf(speaking: readonly Candidate[], notes: readonly SubjectNote[]): BuildTag[] {
  const tags = [...speaking, ...notes.map(({ note }) => note)].flatMap(({ buildTag }) => buildTag ?? []);
  return [...new Set(tags)].sort(compareBuildTags);
}

/** The digests of the sets that the destination's version holds by the log. */
export function loggedSets({
  candidate,
  destination,
  state,
}: Pick<Situation, 'candidate' | 'destination' | 'state'>): string[] {
  return Object.keys(state.places[placeKey(destination.arn, candidate.set.ref.version)]?.sets ?? {});
}

/** Whether an asset is of a known build. The records are asked only when the destination holds what neither the source nor the set has. */
async function knownAssets(
  candidates: Candidates,
  { candidate, destination, source, state }: Pick<Situation, 'candidate' | 'destination' | 'source' | 'state'>,
  format: FormatAdapter,
): Promise<(asset: Asset) => boolean> {
  const held = destination.holds.assets;
  const near = new Set([...source.holds.assets, ...candidate.set.entries].map(({ sha256 }) => sha256));
  if (held.every(({ sha256 }) => near.has(sha256))) return () => true;
  const logged = loggedSets({ candidate, destination, state });
  const { files } = await notOnRecord(candidates.showing(held, format), { logged });
  const unknown = new Set(files.map(({ sha256 }) => sha256));
  return ({ sha256 }) => near.has(sha256) || !unknown.has(sha256);
}

/**
 * Whether the log says that a set was promoted to a place, and not replaced there since; and not that just this plan was
 * begun anew, and lacks its last word.
 */
function isLogged({ begun, places }: LogState, ends: Ends, planned: Plan): boolean {
  const { digest, set } = ends.candidate;
  const key = placeKey(ends.destination.arn, set.ref.version);
  if (places[key]?.sets[digest] === undefined) return false;
  return begun?.[key] === undefined || begun[key].planDigest !== planDigestOf(ends, planned);
}

/** Whether making the destination's version just this set was begun last there, and has not been completed. */
function isBegun({ begun }: LogState, ends: Ends): boolean {
  const { set } = ends.candidate;
  const last = begun?.[placeKey(ends.destination.arn, set.ref.version)];
  return last?.planDigest === planDigestOf(ends, { result: set.entries });
}

/** Whether an interrupted run of just this, an undo or a withdrawal may have archived the destination's version. */
function isArchivedByUs({ lease, places }: LogState, to: string, { digest, set }: Candidate): boolean {
  const { version } = set.ref;
  const isInterrupted = lease?.to === to && lease.set === digest && lease.version === version;
  return isInterrupted || places[placeKey(to, version)]?.withdrawn === true;
}
