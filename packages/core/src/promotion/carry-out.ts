import { type AttachedNote, notedFields } from '../home/attached-note.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Log } from '../log/log.ts';
import { adopt, adoptDestination } from './adopt.ts';
import { type Applied, apply } from './apply.ts';
import { bothSettled } from './both-settled.ts';
import type { Candidate } from './candidates.ts';
import { contentFrom, recordPlaces, type SetContent } from './content.ts';
import { gateContext } from './gates.ts';
import type { HoldChange } from './hold.ts';
import { passingOn } from './keeper.ts';
import { logCompleted, logHold, offeredBy, operationOf, taggedBy } from './journal.ts';
import { originWarnings } from './origin.ts';
import type { Plan } from './plan.ts';
import type { PromotionOptions, PromotionPorts, PromotionRequest } from './request.ts';
import { endpointsOf } from './route.ts';
import { loggedSets, type Situation } from './situation.ts';
import { settleTags } from './settle-tags.ts';
import { requireStillAllowed } from './still-allowed.ts';
import { readNotes } from './subject-notes.ts';
import { Transfer } from './transfer.ts';
import { cleanTransit, underLease } from './under-lease.ts';
import { verify } from './verify.ts';

const DEFAULT_CONCURRENCY = 4;

export interface Work {
  readonly request: PromotionRequest;
  readonly ports: PromotionPorts;
  readonly options: PromotionOptions;
  readonly log: Log;
  readonly situation: Situation;
  readonly plan: Plan;
}

/** What came of it. */
export interface CarriedOut {
  readonly id: string;
  readonly hold: HoldChange | undefined;
  readonly warnings: readonly string[];
}

/** Waits for its turn, takes the lease, applies the plan, verifies, cleans the transit and writes the last word, which ends the lease. */
export async function carryOut(work: Work): Promise<CarriedOut> {
  const { log, options, plan, ports, request } = work;
  await options.turn?.();
  const destinationHolds = work.situation.destination.holds;
  const previous = offeredBy(destinationHolds);
  const under = {
    home: ports.home,
    log,
    planned: operationOf(work),
    seen: work.situation.state,
    previous,
    ...taggedBy(plan, work.situation.candidate.set.ref),
  };
  const reading = readNotes(work.situation.notes);
  reading.catch(() => undefined); // awaited under the lease, unless that is not to be had
  const endpoints = endpointsOf(plan, { destinationHolds, request }, ports.home);
  void ports.destination.openEndpoints?.(request.ref.format, endpoints);
  return await underLease(under, options, async (operation, lease) => {
    await requireAllowed(work, operation.id);
    const notes = await reading;
    const { assembled, warnings = [] } = await transfer(work, lease, notes);
    const { ref } = work.situation.candidate.set;
    const isClean = plan.method === 'copy' || plan.route === 'direct';
    const cleaning = isClean ? [] : cleanTransit(ports.home, ref, lease, assembled);
    const copied = plan.method === 'copy' || assembled !== undefined;
    const [unexpected, leftOver] = await bothSettled(verifyAll(work, lease, copied), cleaning);
    const hold = await logHold(work);
    await logCompleted(work, operation, lease, notes);
    return { hold, id: operation.id, warnings: [...warnings, ...unexpected, ...leftOver] };
  });
}

async function requireAllowed({ log, options, ports, request, situation }: Work, id: string): Promise<void> {
  const { candidate, destination, overridden, source, sourceLog, speaking } = situation;
  const context = gateContext(ports, log, { name: request.from, arn: source.arn }, sourceLog);
  const to = { arn: destination.arn, version: candidate.set.ref.version };
  await requireStillAllowed({ request, speaking, overridden, context, to }, { id, by: options.by, log });
}

/** Does what the plan says. */
async function transfer(work: Work, lease: HeldLease, notes: readonly AttachedNote[]): Promise<Applied> {
  const { options, plan, ports, request, situation } = work;
  const { candidate, made, original } = situation;
  const { ref } = candidate.set;
  const onEvent = options.onEvent ?? (() => undefined);
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const destination = ports.destination.writer(request.to);
  const transfers = new Transfer(
    ports,
    contentOf(work),
    new Map([...notedFields(notes), ...(made?.fields ?? [])]),
    onEvent,
  );
  try {
    if (original) await adoptOriginal(work, original);
    await adopt(candidate, transfers, ports, onEvent, concurrency);
    const destinationHeld = situation.destination.holds;
    if (plan.method === 'replace') {
      const held = { ref, to: request.to, assets: destinationHeld.assets, logged: loggedSets(situation) };
      await adoptDestination(held, ports, onEvent, concurrency);
    }
    const { source } = situation;
    return await apply({
      plan,
      ref,
      ports,
      source,
      destination,
      destinationHeld,
      transfer: transfers,
      lease,
      concurrency,
      areTagsPlanned: true,
      onEvent,
    });
  } finally {
    await transfers.dispose();
  }
}

/** What a set is made of is on record before the set is, so that the proof can be made again. */
async function adoptOriginal({ options, ports, request, situation }: Work, original: Candidate): Promise<void> {
  const { ref } = original.set;
  const source = { repository: ports.source.reader(request.from), ref, holds: situation.source.holds.assets };
  const { records } = ports.home;
  const content = situation.made?.original ?? contentFrom(ref, [...recordPlaces(original, records), source], records);
  const onEvent = options.onEvent ?? (() => undefined);
  const keeper = passingOn(ports.home, content, onEvent);
  await adopt(original, keeper, ports, onEvent, options.concurrency ?? DEFAULT_CONCURRENCY);
}

/** Waits until it shows. Returns warnings about what nobody expected there, and about origin controls. */
async function verifyAll(work: Work, lease: HeldLease, copied: boolean): Promise<string[]> {
  const { options, plan, ports, request, situation } = work;
  const destination = ports.destination.writer(request.to);
  const { ref } = situation.candidate.set;
  const { home } = ports;
  const onEvent = options.onEvent ?? (() => undefined);
  const [unexpected, origin] = await bothSettled(verify(destination, ref, plan.result, home), checkOrigin(work));
  if (plan.tags) {
    const before = situation.destination.packument?.tags ?? new Map();
    await settleTags({ destination, ref, plan: plan.tags, before, copied, areTagsPlanned: true, lease, home, onEvent });
  }
  onEvent({ type: 'verified', to: request.to });
  return [...unexpected.map((name) => `${request.to} also holds ${name}, which arrived meanwhile.`), ...origin];
}

/** Beside the other last looks, so that it costs no time. */
async function checkOrigin({ ports, request }: Work): Promise<string[]> {
  const { originControls: wanted, ref, to } = request;
  return wanted ? await originWarnings(ports.destination, to, ref, wanted) : [];
}

/** The bytes, best first: as this run made them, else from the set's record, the source, the destination. */
function contentOf({ ports, request, situation }: Work): SetContent {
  const { candidate, destination, made, source } = situation;
  if (made) return made.content;
  const { ref } = candidate.set;
  const { home, sourceHome } = ports;
  const places = [
    ...recordPlaces(candidate, home.records),
    { repository: ports.source.reader(request.from), ref: request.ref, holds: source.holds.assets },
    { repository: ports.destination.reader(request.to), ref, holds: destination.holds.assets },
  ];
  return contentFrom(ref, places, home.records, ...(sourceHome ? [sourceHome.records] : []));
}
