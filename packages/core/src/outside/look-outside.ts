import type { BuildTag } from '../build-tag.ts';
import type { Log } from '../log/log.ts';
import { placeKey } from '../log/state.ts';
import type { InstallerFile } from '../ports/registry.ts';
import { type Barrier, barriers, refusalOf, unmetGates } from '../promotion/barriers.ts';
import { type Candidate, Candidates, shelfOf } from '../promotion/candidates.ts';
import { checkSource } from '../promotion/check-source.ts';
import { gateContext } from '../promotion/gates.ts';
import { type Goal, goalOf, spokenFor } from '../promotion/goal.ts';
import { observe, type Observed } from '../promotion/observe.ts';
import type { Refusal } from '../promotion/refusal.ts';
import type { PromotionOptions, PromotionRequest } from '../promotion/request.ts';
import { select } from '../promotion/select.ts';
import { tagsOf } from '../promotion/situation.ts';
import { NoteLists, notesOf, type SubjectNote, workItemsLogged } from '../promotion/subject-notes.ts';
import type { Stripper } from '../promotion/stripper.ts';
import { repositoryArn } from '../schema.ts';
import { type OutsidePlan, planOutside } from './plan-outside.ts';
import type { OutsidePorts, OutsideRequest } from './request.ts';

/** What a promotion to an index sees, and what it decides. */
export interface OutsideSituation extends Goal {
  readonly speaking: readonly Candidate[];
  readonly builds: readonly BuildTag[];
  readonly notes: readonly SubjectNote[];
  /** The work items that the log names, where there are no notes. */
  readonly workItems: readonly string[];
  readonly source: { readonly arn: string; readonly holds: Observed };
  /** What the index offers of the version. */
  readonly offered: readonly InstallerFile[];
  readonly decision: OutsidePlan | Refusal;
  /** The operation that brought the set there, by the log. */
  readonly loggedAs: string | undefined;
  readonly overridden: readonly Barrier[];
}

/** Looks at source, index, records and log, and decides. Writes nothing but what `stripper` lays on this disk. */
export async function lookOutside(
  request: OutsideRequest,
  ports: OutsidePorts,
  options: PromotionOptions,
  { log, stripper }: { readonly log: Log; readonly stripper: Stripper },
): Promise<OutsideSituation> {
  const { from, ref } = request;
  const { format, home, index } = ports;
  const onEvent = options.onEvent ?? (() => undefined);
  const reader = ports.source.reader(from);
  const [holds, state, shelf] = await Promise.all([observe(reader, ref), log.read(), shelfOf(home.records, ref)]);
  const source = { arn: repositoryArn(reader.repository), holds };
  const candidates = Candidates.among(ref, holds.assets, format, shelf);
  const context = gateContext(ports, log, { name: from, arn: source.arn });
  const lineages = await context.lineages();
  const held = {
    name: from,
    held: holds.assets,
    isOrdered: request.isSourceOrdered ?? false,
    format,
    home: home.records,
    notes: new NoteLists(),
  };
  const asked = asPromotion(request, ports);
  const meetsGates = async (one: Candidate): Promise<boolean> =>
    (await unmetGates(asked, await spokenFor({ candidate: one }, lineages, ports), context)).length === 0;
  const selected = await select(request.selector, candidates, ref, held, meetsGates);
  const goal = await goalOf(asked, selected, {
    ports,
    source: held,
    status: holds.status,
    lineages,
    stripper,
    onEvent,
  });
  const { candidate, original } = goal;
  const speaking = await spokenFor(goal, lineages, ports);
  const notes = await notesOf(speaking, [home.records], held.notes);
  const workItems = notes.length > 0 ? [] : await workItemsLogged(speaking, source.arn, log);
  const builds = tagsOf(speaking, notes);
  onEvent({ type: 'selected', digest: candidate.digest, builds, recorded: candidate.record !== undefined });
  // With the build stripped it may be another version than the one that was asked for.
  const files = await index.files(candidate.set.ref);
  const offered = files.filter(({ name }) => format.isFileOf?.(name, candidate.set.ref) ?? true);
  const view = { source: held, repository: reader.repository, status: holds.status, candidates };
  const fitting =
    (await checkSource(original ?? candidate, view)) ??
    planOutside({ candidate, format, address: index.address, offered, addAnyway: request.addAnyway ?? false });
  const objection = fitting.method === 'add' ? await index.objectionTo?.(candidate.set.ref) : undefined;
  const planned: OutsidePlan | Refusal = objection ? { method: 'refuse', ...objection } : fitting;
  const place = { arn: index.address, version: candidate.set.ref.version };
  const loggedAs = state.places[placeKey(place.arn, place.version)]?.sets[candidate.digest]?.operationId;
  const isMoot = planned.method === 'refuse' || (planned.method === 'none' && loggedAs !== undefined);
  const overridden = isMoot ? [] : await barriers(asked, speaking, context, place);
  const isBarred = overridden.length > 0 && request.override === undefined;
  const decision = isBarred ? refusalOf(overridden, asked) : planned;
  if (decision.method !== 'refuse') onEvent({ type: 'planned', method: decision.method });
  return { ...goal, speaking, builds, notes, workItems, source, offered, decision, loggedAs, overridden };
}

/** The request as the parts of every promotion read it. */
export function asPromotion(request: OutsideRequest, { index }: OutsidePorts): PromotionRequest {
  return { ...request, to: index.address };
}
