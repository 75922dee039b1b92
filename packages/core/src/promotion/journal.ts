import { digestOf } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import type { VersionRef } from '../coordinates.ts';
import type { AttachedNote } from '../home/attached-note.ts';
import type { Operation } from '../log/event.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Log } from '../log/log.ts';
import { type LogState, placeKey, type Tagged } from '../log/state.ts';
import type { Asset } from '../ports/registry.ts';
import type { Sha256 } from '../sha256.ts';
import type { Work } from './carry-out.ts';
import type { Plan } from './plan.ts';
import { type HoldChange, holdChange, holdEvent } from './hold.ts';
import { holdsAll, type Observed, sameAssets } from './observe.ts';
import type { Situation } from './situation.ts';
import { assetOutcomes } from './result.ts';

/**
 * The operation that a plan is. Its digest is of what shall be, not of the way there: a run that continues another's
 * work has the same one, although less is left to do.
 */
export function operationOf({ plan, ports, request, situation }: Work): Operation {
  const { builds, candidate, destination, origin, source } = situation;
  return {
    id: `p-${ports.home.random.nonce().slice(0, 12)}`,
    kind: kindOf(situation),
    planDigest: planDigestOf(situation, plan),
    version: candidate.set.ref.version,
    set: candidate.digest,
    builds: [...builds],
    from: source.arn,
    to: destination.arn,
    ...(request.release === undefined ? {} : { release: request.release }),
    ...(origin ? { origin: { ...origin } } : {}),
  };
}

/** What an operation is about, beside its plan. */
export type Ends = Pick<Situation, 'candidate' | 'destination' | 'origin' | 'source'>;

/** The digest of what shall be. */
export function planDigestOf(
  { candidate, destination, origin, source }: Ends,
  { result: assets, tags }: Pick<Plan, 'result' | 'tags'>,
): Sha256 {
  const result = assets.map(({ name, sha256 }) => [name, sha256]).sort();
  const more = { ...(tags ? { tags: [...tags.carried] } : {}), ...(origin ? { origin: { ...origin } } : {}) };
  const kind = kindOf({ destination, source });
  return digestOf({ kind, from: source.arn, to: destination.arn, set: candidate.digest, result, ...more });
}

function kindOf({ destination, source }: Pick<Ends, 'destination' | 'source'>): 'activate' | 'promote' {
  return source.arn === destination.arn ? 'activate' : 'promote';
}

/**
 * Writes that a hold is placed or lifted, when the destination holds the set and before the last word, so that a run that
 * is interrupted in between finds nothing left to do but that word. Returns the change; undefined when there is none.
 */
export async function logHold(work: Work): Promise<HoldChange | undefined> {
  const { log, options, request, situation } = work;
  const { candidate, destination, standing } = situation;
  const change = holdChange(request, situation, log.state);
  if (!change) return undefined;
  const reason = standing === 'older' ? 'an older build was chosen by name' : 'a newer build was chosen by name';
  const about = { version: candidate.set.ref.version, to: destination.arn, by: options.by, reason };
  await log.append((state) => holdEvent(holdChange(request, situation, state), about));
  return change;
}

/** Writes that an operation is done. */
export async function logCompleted(
  work: Work,
  operation: Operation,
  lease: HeldLease,
  notes: readonly AttachedNote[],
): Promise<void> {
  const { options, plan, ports, situation } = work;
  const { calls, bytesTransferred } = ports.meter.read();
  const entries = situation.candidate.set.entries;
  await lease.end((state) => ({
    type: 'operation.completed',
    operation,
    method: plan.method,
    assets: assetOutcomes(situation, plan, 'promoted'),
    exact: sameAssets(plan.result, entries),
    previous: previousOf(state, operation, work).map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    ...taggedOf(state, operation, taggedBy(plan, situation.candidate.set.ref)),
    calls: { ...calls },
    bytesTransferred,
    workItems: [...new Set([...situation.workItems, ...notes.flatMap(({ workItems }) => workItems)])].sort(),
    ...(options.by === undefined ? {} : { by: options.by }),
    heads: options.heads?.besides(situation.candidate.set.ref) ?? {},
  }));
}

/** What installers are offered of a version: of one that is archived nothing. */
export function offeredBy({ assets, status }: Observed): readonly Asset[] {
  return status === 'Published' ? assets : [];
}

/**
 * What an undo restores. A run that continues another's finds that one's work half done, or done: then what was there
 * is what the first run found.
 */
function previousOf(
  { begun }: LogState,
  { planDigest, to, version }: Operation,
  { plan, situation }: Work,
): readonly Asset[] {
  const offered = offeredBy(situation.destination.holds);
  const first = begun?.[placeKey(to, version)];
  if (first?.planDigest !== planDigest) return offered;
  return holdsAll(plan.result, offered) ? first.previous : offered;
}

/** npm: what a plan does to dist-tags, for the log. */
export function taggedBy({ tags }: Plan, { version }: VersionRef): { readonly tags?: Tagged } {
  if (!tags) return {};
  const moved = tags.moved.map(({ from, tag }) => ({
    tag,
    after: version,
    ...(from === undefined ? {} : { before: from }),
  }));
  return { tags: moved };
}

/** The same with what the first of several runs did: a later one finds that done. */
function taggedOf(
  { begun }: LogState,
  { planDigest, to, version }: Operation,
  { tags: now }: { readonly tags?: Tagged },
): { readonly tags?: Tagged } {
  const first = begun?.[placeKey(to, version)];
  const known = first?.planDigest === planDigest ? first.tags : undefined;
  if (!now || !known) return now ? { tags: now } : {};
  return { tags: [...known.filter((one) => !now.some(({ tag }) => tag === one.tag)), ...now] };
}

/** Writes that an operation failed, which ends its lease. That this may fail too changes nothing: leases run out. */
export async function logFailed(log: Log, operationId: string, error: unknown): Promise<void> {
  const { code, message } = error instanceof CodedError ? error : { code: 'unexpected', message: String(error) };
  if (code === 'lease-lost') return;
  try {
    await log.append((state) =>
      state.lease?.operationId === operationId
        ? { type: 'operation.failed', operationId, code, message: message.slice(0, 500) }
        : undefined,
    );
  } catch {
    // The error that is being reported is the one that matters.
  }
}
