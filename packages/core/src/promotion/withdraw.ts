import type { BuildTag } from '../build-tag.ts';
import { type BuildSet, setDigest } from '../build-set.ts';
import { digestOf } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion } from '../coordinates.ts';
import type { EventBody, Operation } from '../log/event.ts';
import { type LogState, type Place, placeKey, type Tagged } from '../log/state.ts';
import type { Asset, RepositoryWriter } from '../ports/registry.ts';
import { repositoryArn } from '../schema.ts';
import { isSetDigest } from '../set-digest.ts';
import { offeredBy } from './journal.ts';
import { holdsAll, observe, type Observed, sameAssets } from './observe.ts';
import { hasMoved, type Lasting, planningAnew } from './planning-anew.ts';
import type { PromotionOptions, PromotionPorts } from './request.ts';
import { restore } from './restore.ts';
import { cleanTransit, underLease } from './under-lease.ts';
import { pointTagsAway, tagsLeaving } from './withdraw-tags.ts';

export interface WithdrawRequest {
  readonly set: BuildSet;
  /** Its tags, for the log. */
  readonly builds: readonly BuildTag[];
  /** The repository that it is taken from, by name. */
  readonly repository: string;
  /**
   * `Archived`: installers and downloads do not get it any more. `Unlisted`: they are not told of it, but who names it
   * exactly still gets it. Default `Archived`.
   */
  readonly status?: 'Archived' | 'Unlisted';
  /** Say what would be done, and write nothing. Default false. */
  readonly dryRun?: boolean;
}

export interface WithdrawResult {
  /** The operation in the log, which `undo` takes back; undefined of a dry run. */
  readonly id: string | undefined;
  readonly outcome: 'withdrawn' | 'already-withdrawn' | 'planned';
  readonly version: string;
  readonly repository: string;
  /** How: the version's new status, or `rebuilt` without the set, because it holds other builds as well. */
  readonly method: 'Archived' | 'Unlisted' | 'rebuilt';
  /** What is not offered any more. */
  readonly withdrawn: readonly Asset[];
  /** What stays in the version, of other builds. */
  readonly kept: readonly Asset[];
  readonly warnings: readonly string[];
}

/**
 * Takes a set away from a repository, as an operation of the log that `undo` takes back; the bytes stay on record. A
 * version that holds nothing else changes its status; one that holds other builds too is rebuilt without the set. Safe to
 * run again. Throws `not-found` where the repository does not hold the set, and `shared-version` where Unlisted would hide
 * other builds as well.
 */
export async function withdraw(
  request: WithdrawRequest,
  ports: PromotionPorts,
  options: PromotionOptions = {},
): Promise<WithdrawResult> {
  const attempt = (lasting: Lasting) => withdrawOnce(request, ports, options, lasting);
  return await planningAnew(request.set.ref, ports, options, attempt, hasMoved);
}

async function withdrawOnce(
  request: WithdrawRequest,
  ports: PromotionPorts,
  options: PromotionOptions,
  { log }: Lasting,
): Promise<WithdrawResult> {
  const { builds, repository, set, status = 'Archived' } = request;
  const { ref } = set;
  const digest = setDigest(set);
  const destination = ports.destination.writer(repository);
  const [state, held] = await Promise.all([log.read(), observe(destination, ref)]);
  const to = repositoryArn(destination.repository);
  const key = placeKey(to, ref.version);
  const earlier = state.places[key];
  const planDigest = digestOf({ kind: 'withdraw', to, set: digest, version: ref.version, status });
  // A run that was interrupted may have done a part of it: then what it found counts as well.
  const begun = state.begun?.[key];
  const isContinued = begun?.planDigest === planDigest && begun.previous.length > 0;
  const before = isContinued ? withMissing(held.assets, begun.previous) : held.assets;
  const own = before.filter((asset) => holdsAll(set.entries, [asset]));
  const kept = before.filter((asset) => !own.includes(asset));
  const method = kept.length > 0 ? 'rebuilt' : status;
  const answer = { version: ref.version, repository, withdrawn: own, kept };
  const isGone = kept.length > 0 ? own.length === 0 : held.status === status;
  if (isGone && earlier?.withdrawnBy?.set === digest) {
    return { ...answer, method, id: earlier.withdrawnBy.operationId, outcome: 'already-withdrawn', warnings: [] };
  }
  requireHeld(request, before, own);
  if (kept.length > 0 && status === 'Unlisted') throw sharedVersion(request, kept);
  const isHeld = state.holds[key]?.set === digest;
  const spec = formatVersion(ref);
  const heldStill = isHeld
    ? [`${repository} still holds on to this build: hold lift ${spec} --stage ${repository}.`]
    : [];
  if (request.dryRun === true) return { ...answer, method, id: undefined, outcome: 'planned', warnings: heldStill };
  const planned: Operation = {
    id: `w-${ports.home.random.nonce().slice(0, 12)}`,
    kind: 'withdraw',
    planDigest,
    version: ref.version,
    set: digest,
    builds: [...builds],
    from: to,
    to,
  };
  const { tags: rules } = ports.format;
  const tags = rules ? await tagsLeaving(destination, ref, rules) : [];
  const previous = isContinued ? before : offeredBy(held);
  const under = { home: ports.home, log, planned, seen: state, previous, ...(rules ? { tags } : {}) };
  return await underLease(under, options, async (operation, lease) => {
    const now = await observe(destination, ref);
    if (!sameAssets(now.assets, held.assets)) throw changed(repository);
    const tagged = { restored: [], log: [], warnings: [] };
    const logged = Object.keys(earlier?.sets ?? {});
    const work = { ref, repository, destination, held: now, previous: kept, logged, tagged, lease, ports, options };
    const said = await pointTagsAway(destination, ref, tags, lease);
    if (method === 'rebuilt') await restore(work);
    else await changeStatus(destination, request, now, lease.confirm);
    const warnings = method === 'rebuilt' ? await cleanTransit(ports.home, ref, lease) : [];
    const place = placeAfter(earlier, operation, kept.length === 0);
    await lease.end((current) => lastWord(current, { operation, method, previous, tags, place, ports, options }));
    const all = [...said, ...warnings, ...heldStill];
    return { ...answer, method, id: operation.id, outcome: 'withdrawn', warnings: all };
  });
}

async function changeStatus(
  destination: RepositoryWriter,
  { set, status = 'Archived' }: WithdrawRequest,
  { revision, status: present }: Observed,
  confirm: () => Promise<void>,
): Promise<void> {
  if (present === status || present === undefined) return;
  await confirm();
  const pin = revision === undefined ? {} : { revision };
  await destination.updateStatus(set.ref, { to: status, expected: present, ...pin });
}

/** What the log says of the place when the set is gone: the newest of the others stands again. */
function placeAfter(earlier: Place | undefined, operation: Operation, isWhole: boolean): Place {
  const { [operation.set]: _gone, ...others } = earlier?.sets ?? {};
  const newestFirst = Object.entries(others).sort(([, a], [, b]) => b.event - a.event);
  const [newest] = newestFirst.map(([set]) => set).filter(isSetDigest);
  return {
    set: newest ?? operation.set,
    sets: isWhole ? {} : others,
    event: 0, // the fold puts the event's own number there
    withdrawnBy: { set: operation.set, operationId: operation.id },
    ...(isWhole ? { withdrawn: true } : {}),
  };
}

interface LastWord {
  readonly operation: Operation;
  readonly method: WithdrawResult['method'];
  readonly previous: readonly Asset[];
  readonly tags: Tagged;
  readonly place: Place;
  readonly ports: PromotionPorts;
  readonly options: PromotionOptions;
}

function lastWord(
  state: LogState,
  { method, operation, options: { by }, place, ports, previous, tags: now }: LastWord,
): EventBody {
  const begun = state.begun?.[placeKey(operation.to, operation.version)];
  const tags = (begun?.planDigest === operation.planDigest ? begun.tags : undefined) ?? now;
  const { bytesTransferred, calls } = ports.meter.read();
  return {
    type: 'operation.completed',
    operation,
    method: `withdraw: ${method}`,
    assets: [],
    exact: false,
    previous: previous.map(({ name, sha256, size }) => ({ name, size, sha256 })),
    ...(tags.length === 0 ? {} : { tags }),
    place,
    calls: { ...calls },
    bytesTransferred,
    workItems: [],
    ...(by === undefined ? {} : { by }),
    heads: {},
  };
}

function withMissing(held: readonly Asset[], earlier: readonly Asset[]): readonly Asset[] {
  return [...held, ...earlier.filter(({ name }) => !held.some((one) => one.name === name))];
}

function changed(repository: string): CodedError {
  const message = `${repository} changed since the withdrawal was planned.`;
  return new CodedError('changed', message, { side: 'destination', retryable: true });
}

function requireHeld({ repository, set }: WithdrawRequest, assets: readonly Asset[], own: readonly Asset[]): void {
  if (own.length > 0) return;
  const what = formatVersion(set.ref);
  const there = assets.length === 0 ? 'It holds nothing of that version.' : `It holds ${namesOf(assets)}.`;
  throw new CodedError('not-found', `${repository} holds no file of this build of ${what}.`, {
    side: 'destination',
    next: `${there} Name the build, and the repository with --from.`,
  });
}

function sharedVersion({ repository, set }: WithdrawRequest, kept: readonly Asset[]): CodedError {
  const what = formatVersion(set.ref);
  return new CodedError('shared-version', `${what} in ${repository} also holds ${namesOf(kept)} of other builds.`, {
    side: 'destination',
    next: 'Unlisted would hide these too. Withdraw with --status Archived: the version is rebuilt without this build.',
  });
}

function namesOf(assets: readonly Asset[]): string {
  return assets.map(({ name }) => name).join(', ');
}
