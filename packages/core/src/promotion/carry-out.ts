import { CodedError } from '../coded-error.ts';
import { listAttachedNotes, readAttachedNote, type AttachedNote } from '../home/attached-note.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Log } from '../log/log.ts';
import { adopt, adoptDestination } from './adopt.ts';
import { apply } from './apply.ts';
import { barriers } from './barriers.ts';
import type { Candidate } from './candidates.ts';
import { contentFrom, type SetContent } from './content.ts';
import { logCompleted, operationOf } from './journal.ts';
import type { Plan } from './plan.ts';
import type { PromotionOptions, PromotionPorts, PromotionRequest } from './request.ts';
import type { Situation } from './situation.ts';
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

/** Takes the lease, applies the plan, verifies, cleans the transit and writes the last word, which ends the lease. */
export async function carryOut(work: Work): Promise<{ readonly id: string; readonly warnings: readonly string[] }> {
  const { log, options, plan, ports, request } = work;
  const under = { home: ports.home, log, planned: operationOf(work) };
  return await underLease(under, options, async (operation, lease) => {
    await requireStillAllowed(work, operation.id);
    const notes = await readNotes(work.situation.candidate, ports);
    const unexpected = await transferAndVerify(work, lease, notes);
    const leftOver = plan.method === 'copy' ? [] : await cleanTransit(ports.home, request.ref, lease);
    await logCompleted(work, operation, notes);
    return { id: operation.id, warnings: [...unexpected, ...leftOver] };
  });
}

/** Holds the set against the gates once more before the first write, and records what is overridden. */
async function requireStillAllowed({ log, options, ports, request, situation }: Work, id: string): Promise<void> {
  const { candidate, destination, overridden, source } = situation;
  const context = { home: ports.home, log, state: await log.read(), from: { name: request.from, arn: source.arn } };
  const now = await barriers(request, candidate, context, destination.arn);
  if (now.some(({ what }) => !overridden.some((known) => known.what === what))) {
    throw new CodedError('changed', 'A gate that was met is not met any more.', { side: 'home', retryable: true });
  }
  if (request.override === undefined || overridden.length === 0) return;
  const what = overridden.map((barrier) => barrier.what).join('; ');
  const by = options.by === undefined ? {} : { by: options.by };
  const reason = request.override;
  await log.append(() => ({ type: 'override', operationId: id, what, reason, ...by }));
}

/** Does what the plan says and waits until it shows. Returns warnings about what nobody expected there. */
async function transferAndVerify(work: Work, lease: HeldLease, notes: readonly AttachedNote[]): Promise<string[]> {
  const { options, plan, ports, request, situation } = work;
  const { ref } = request;
  const onEvent = options.onEvent ?? (() => undefined);
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const destination = ports.destination.writer(request.to);
  const fields = new Map(notes.flatMap(({ assets }) => assets.map((asset) => [asset.name, asset.fields] as const)));
  const transfer = new Transfer(ports, contentOf(work), fields, onEvent);
  try {
    await adopt(situation.candidate, transfer, ports, onEvent, concurrency);
    const destinationHeld = situation.destination.holds;
    if (plan.method === 'replace') {
      await adoptDestination(ref, request.to, destinationHeld.assets, ports, onEvent, concurrency);
    }
    const { source } = situation;
    await apply({
      plan,
      ref,
      ports,
      source,
      destination,
      destinationHeld,
      transfer,
      lease,
      concurrency,
      onEvent,
    });
  } finally {
    await transfer.dispose();
  }
  const unexpected = await verify(destination, ref, plan.result, ports.home);
  onEvent({ type: 'verified', to: request.to });
  return unexpected.map((name) => `${request.to} also holds ${name}, which arrived meanwhile.`);
}

/** The bytes, best first: from the set's record, the source, the destination. */
function contentOf({ ports, request, situation }: Work): SetContent {
  const { record } = situation.candidate;
  const { ref } = request;
  const places = [
    ...(record ? [{ repository: ports.home.records, ref: record }] : []),
    { repository: ports.source.reader(request.from), ref },
    { repository: ports.destination.reader(request.to), ref },
  ];
  return contentFrom(ref, places, ports.home.records);
}

/** The attached notes about a set, newest first: its upload fields and work items. */
async function readNotes({ digest, set }: Candidate, { home }: PromotionPorts): Promise<AttachedNote[]> {
  const names = await listAttachedNotes(home.records, set.ref, digest);
  return await Promise.all(
    names.map(({ noteVersion }) => readAttachedNote(home.records, set.ref, digest, noteVersion)),
  );
}
