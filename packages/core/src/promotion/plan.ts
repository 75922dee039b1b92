import type { SetEntry } from '../build-set.ts';
import { type RepositoryRef, sameDomain } from '../coordinates.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset } from '../ports/registry.ts';
import { shownNames } from '../shown-name.ts';
import { assetCapWarning } from '../retention/asset-cap.ts';
import type { Candidate } from './candidates.ts';
import { notActive } from './installers.ts';
import { holdsAll, type Observed, sameAssets } from './observe.ts';
import { type Packuments, type TagPlan, withTags } from './plan-tags.ts';
import { type Refusal, refuse, wrongStatus } from './refusal.ts';
import type { Method, PromotionRequest } from './request.ts';

/** Everything that a plan is made from; the plan is a pure function of it. */
export interface PlanInput extends Packuments {
  readonly request: PromotionRequest;
  readonly candidate: Candidate;
  readonly format: FormatAdapter;
  readonly source: RepositoryRef;
  readonly destination: RepositoryRef;
  readonly sourceHolds: Observed;
  readonly destinationHolds: Observed;
  /** Digests of single assets that belong to a set on record or in the source. */
  readonly isKnown: (asset: Asset) => boolean;
  /**
   * Whether buildset itself archived the destination's version: an interrupted run of this very operation on its way,
   * or an undo or a withdrawal.
   */
  readonly archivedByUs: boolean;
  /** Whether an undo or a withdrawal took the destination's version away: what it holds is not offered, and stays so. */
  readonly isWithdrawn: boolean;
  /** Whether a run of this very operation was interrupted, or failed, and nothing else was begun there since. */
  readonly isBegun: boolean;
}

export interface Plan {
  readonly method: Method;
  /** What the method would assemble is published into the destination, without the transit. */
  readonly route?: 'direct';
  /** What the destination's version will hold. */
  readonly result: readonly Asset[];
  /** Entries that must get there. */
  readonly missing: readonly SetEntry[];
  /** Entries that stay out, because their name is taken by another build's file. */
  readonly skipped: readonly SetEntry[];
  readonly warnings: readonly string[];
  /** npm: what becomes of the version's dist-tags. */
  readonly tags?: TagPlan;
}

/** Decides how a set that its source may give gets to its destination, or why not. */
export function plan(input: PlanInput): Plan | Refusal {
  const planned = withinCap(decide(input), input);
  const { tags } = input.format;
  return tags === undefined || planned.method === 'refuse' ? planned : withTags(planned, input, tags);
}

function decide(input: PlanInput): Plan | Refusal {
  return checkDestination(input) ?? (isAdditive(input) ? additive(input) : whole(input));
}

/** With a warning where the destination's version comes near the number of assets that it may have. */
function withinCap(planned: Plan | Refusal, { destination, format, request }: PlanInput): Plan | Refusal {
  if (planned.method === 'refuse') return planned;
  const count = { ref: request.ref, repository: destination.repository, assets: planned.result.length };
  const warning = assetCapWarning(count, request.assetCap, format.builds);
  return warning === undefined ? planned : { ...planned, warnings: [...planned.warnings, warning] };
}

function isAdditive({ format, request }: PlanInput): boolean {
  return format.builds === 'side-by-side' && request.exclusive !== true && request.strip !== true;
}

function checkDestination(input: PlanInput): Refusal | undefined {
  const { archivedByUs, candidate, destination, destinationHolds, isWithdrawn, request } = input;
  const { status } = destinationHolds;
  if (status === undefined || status === 'Published' || isHalfDone(input)) return undefined;
  const mayReplace = request.exclusive === true || request.replace === true || archivedByUs;
  if ((status === 'Archived' && mayReplace) || (status === 'Unlisted' && isWithdrawn)) return undefined;
  return wrongStatus('destination-status', candidate.set.ref, status, destination);
}

/** A version that holds exactly the set, whatever it held. */
function whole(input: PlanInput): Plan | Refusal {
  const { candidate, destinationHolds, isKnown, request } = input;
  const result = candidate.set.entries;
  const base = { result, skipped: [], warnings: [] };
  if (sameAssets(destinationHolds.assets, result) && destinationHolds.status === 'Published') {
    return { method: 'none', ...base, missing: [] };
  }
  if (destinationHolds.assets.length === 0) return { ...base, ...fresh(candidate, input), missing: result };
  if (isHalfDone(input)) {
    const missing = result.filter((entry) => !holdsAll(destinationHolds.assets, [entry]));
    return { ...base, ...halfDone(destinationHolds), missing };
  }
  const unknown = destinationHolds.assets.filter((asset) => !isKnown(asset));
  if (unknown.length > 0) return drift(input, unknown);
  // The very set, archived by an undo, is only published again.
  const mayReplace =
    request.exclusive === true || request.replace === true || sameAssets(destinationHolds.assets, result);
  if (!mayReplace) return supersedes(input, destinationHolds.assets);
  return { method: 'replace', ...base, missing: result };
}

/** Whether a run that published into the destination left a part of the set there, which takes more. */
function isHalfDone({ candidate: { set }, destinationHolds: { assets, status }, isBegun }: PlanInput): boolean {
  const growing = set.ref.format === 'generic' ? 'Unfinished' : 'Published';
  return isBegun && status === growing && holdsAll(set.entries, assets);
}

/** A version that was left Unfinished is finished where it is: nothing can be copied over it. */
function halfDone({ status }: Observed): Pick<Plan, 'method' | 'route'> {
  return status === 'Unfinished' ? { method: 'assemble', route: 'direct' } : { method: 'add' };
}

/** The set beside what the version holds already, as Python's wheels allow. */
function additive(from: PlanInput): Plan | Refusal {
  const { candidate, destinationHolds, format, isKnown, request } = from;
  const offered = offeredFor(from);
  const held = new Map(offered.map((asset) => [asset.name, asset]));
  const clashing = candidate.set.entries.filter(({ name, sha256 }) => (held.get(name)?.sha256 ?? sha256) !== sha256);
  const skipped = clashing.filter(({ name }) => format.slotsOf(name).includes('sdist'));
  const clashes = clashing.filter((entry) => !skipped.includes(entry));
  const replaced = clashes.flatMap(({ name }) => held.get(name) ?? []);
  const unknown = replaced.filter((asset) => !isKnown(asset));
  if (unknown.length > 0) return drift(from, unknown);
  if (replaced.length > 0 && request.replace !== true) return supersedes(from, replaced);
  const kept = offered.filter((asset) => !replaced.includes(asset));
  const missing = candidate.set.entries.filter((entry) => !skipped.includes(entry) && !holdsAll(kept, [entry]));
  const result = [...kept, ...missing];
  const loser = request.addAnyway === true ? undefined : notActive(format, result, candidate.set.entries);
  if (loser) {
    return refuse(
      'not-active',
      `Installers would take ${loser.winner}, not ${loser.chosen}, for ${loser.slot}.`,
      `--exclusive leaves only the chosen build in ${request.to}; --add-anyway adds it although it is not taken.`,
    );
  }
  const base = { result, missing, skipped, warnings: skipped.map((entry) => taken(entry, request)) };
  if (missing.length === 0 && destinationHolds.status === 'Published') return { method: 'none', ...base };
  if (destinationHolds.assets.length === 0) return { ...base, ...fresh(candidate, from) };
  return { method: replaced.length > 0 || destinationHolds.status !== 'Published' ? 'replace' : 'add', ...base };
}

/** What the destination offers, and of a version that was withdrawn what belongs to the set: no other build comes back. */
function offeredFor({ candidate, destinationHolds, isWithdrawn }: PlanInput): readonly Asset[] {
  const { assets, status } = destinationHolds;
  if (status === 'Published' || !isWithdrawn) return assets;
  return assets.filter((asset) => holdsAll(candidate.set.entries, [asset]));
}

function fresh(
  candidate: Candidate,
  { source, destination, sourceHolds }: Pick<PlanInput, 'source' | 'destination' | 'sourceHolds'>,
): Pick<Plan, 'method'> {
  const canCopy = sameDomain(source, destination) && sameAssets(sourceHolds.assets, candidate.set.entries);
  return { method: canCopy ? 'copy' : 'assemble' };
}

function drift({ format, request }: PlanInput, assets: readonly Asset[]): Refusal {
  return refuse(
    'drift',
    `${request.to} holds ${shownNames(assets, format)} with bytes of no known build.`,
    'Somebody published there by hand. Find out who; then remove it, or attach it as a build and promote it.',
  );
}

function supersedes({ format, request }: PlanInput, assets: readonly Asset[]): Refusal {
  return refuse(
    'supersedes',
    `${request.to} holds another known build's ${shownNames(assets, format)}.`,
    '--replace puts the chosen build in its place; what was there stays on record.',
  );
}

function taken({ name }: SetEntry, { to }: PromotionRequest): string {
  return `${name} stays out: ${to} holds another build's source distribution of that name.`;
}
