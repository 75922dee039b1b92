import { CodedError } from '../coded-error.ts';
import { listAttachedNotes, readAttachedNote, type AttachedNote } from '../home/attached-note.ts';
import type { Operation } from '../log/event.ts';
import { acquireLease, type HeldLease, whileRenewing } from '../log/lease.ts';
import type { Log } from '../log/log.ts';
import { adopt, adoptDestination } from './adopt.ts';
import { apply } from './apply.ts';
import { barriers } from './barriers.ts';
import type { Candidate } from './candidates.ts';
import { logCompleted, logFailed, operationOf } from './journal.ts';
import type { Plan } from './plan.ts';
import type { PromotionOptions, PromotionPorts, PromotionRequest } from './request.ts';
import type { Situation } from './situation.ts';
import { contentOf, Transfer } from './transfer.ts';
import { emptyTransit } from './transit.ts';
import { verify } from './verify.ts';

const DEFAULT_WAIT_MS = 300_000;
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
  const { log, options, ports } = work;
  const planned = operationOf(work);
  const lease = await acquireLease(ports.home, log, planned, {
    waitMs: options.waitMs ?? DEFAULT_WAIT_MS,
    onWait: ({ operationId, by }) => options.onEvent?.({ type: 'waiting', holder: by ?? operationId }),
    ...(options.by === undefined ? {} : { by: options.by }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const operation: Operation = { ...planned, id: lease.operationId };
  return await whileRenewing(ports.home, log, operation.id, async () => {
    try {
      await requireStillAllowed(work, operation.id);
      const notes = await readNotes(work.situation.candidate, ports);
      const unexpected = await transferAndVerify(work, lease, notes);
      const leftOver = await cleanTransit(work, lease);
      await logCompleted(work, operation, notes);
      return { id: operation.id, warnings: [...unexpected, ...leftOver] };
    } catch (error) {
      await logFailed(log, operation.id, error);
      throw error;
    }
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
  const transfer = new Transfer(ports, contentOf(situation.candidate, request.from, ports), fields, onEvent);
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

/** The attached notes about a set, newest first: its upload fields and work items. */
async function readNotes({ digest, set }: Candidate, { home }: PromotionPorts): Promise<AttachedNote[]> {
  const names = await listAttachedNotes(home.records, set.ref, digest);
  return await Promise.all(
    names.map(({ noteVersion }) => readAttachedNote(home.records, set.ref, digest, noteVersion)),
  );
}

/** What was assembled is of no use any more. That it stays is no reason to fail: the next run empties it. */
async function cleanTransit({ plan, ports, request }: Work, lease: HeldLease): Promise<string[]> {
  if (plan.method === 'copy') return [];
  try {
    await emptyTransit(ports.home, request.ref, lease);
    return [];
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'lease-lost') throw error;
    return [`The transit was not emptied: ${error.message}`];
  }
}
