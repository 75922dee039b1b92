import { digestOf } from '../canonical-json.ts';
import { type AttachedNote, notedFields } from '../home/attached-note.ts';
import type { Operation } from '../log/event.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Log } from '../log/log.ts';
import { adopt } from '../promotion/adopt.ts';
import { contentFrom, recordPlaces, type SetContent } from '../promotion/content.ts';
import { gateContext } from '../promotion/gates.ts';
import type { PromotionOptions } from '../promotion/request.ts';
import { readNotes } from '../promotion/subject-notes.ts';
import { passingOn } from '../promotion/keeper.ts';
import { requireStillAllowed } from '../promotion/still-allowed.ts';
import { Transfer } from '../promotion/transfer.ts';
import { emptyTransit } from '../promotion/transit.ts';
import { underLease } from '../promotion/under-lease.ts';
import { asPromotion, type OutsideSituation } from './look-outside.ts';
import type { OutsidePlan } from './plan-outside.ts';
import { assetOutcomes } from './outcomes.ts';
import type { OutsidePorts, OutsideRequest } from './request.ts';
import { sendOutside } from './send-outside.ts';
import { verifyOutside } from './verify-outside.ts';

const DEFAULT_CONCURRENCY = 4;

export interface OutsideWork {
  readonly request: OutsideRequest;
  readonly ports: OutsidePorts;
  readonly options: PromotionOptions;
  readonly log: Log;
  readonly situation: OutsideSituation;
  readonly plan: OutsidePlan;
}

/** Takes the lease, puts the set on record, sends what is missing, verifies, and writes the last word. */
export async function carryOutside(work: OutsideWork): Promise<{ id: string; warnings: readonly string[] }> {
  const { log, options, ports, situation } = work;
  const { set } = situation.candidate;
  const under = { home: ports.home, log, planned: operationOf(work) };
  return await underLease(under, options, async (operation, lease) => {
    // What a dead run has assembled must not be copied by it when it wakes up.
    if (lease.tookOver) await emptyTransit(ports.home, set.ref, lease);
    await requireAllowed(work, operation.id);
    const notes = await readNotes(situation.notes);
    await send(work, lease, notes);
    const warnings = await verifyOutside(ports.index, set, ports.home);
    options.onEvent?.({ type: 'verified', to: ports.index.address });
    await logCompleted(work, operation, lease, notes);
    return { id: operation.id, warnings };
  });
}

function operationOf({ ports, situation }: OutsideWork): Operation {
  const { builds, candidate, origin, source } = situation;
  const { digest, set } = candidate;
  const what = { kind: 'promote', from: source.arn, to: ports.index.address, set: digest } as const;
  return {
    ...what,
    id: `p-${ports.home.random.nonce().slice(0, 12)}`,
    planDigest: digestOf({ ...what, result: set.entries.map(({ name, sha256 }) => [name, sha256]) }),
    version: set.ref.version,
    builds: [...builds],
    ...(origin ? { origin: { ...origin } } : {}),
  };
}

async function requireAllowed({ log, options, ports, request, situation }: OutsideWork, id: string): Promise<void> {
  const { candidate, overridden, source, speaking } = situation;
  const context = gateContext(ports, log, { name: request.from, arn: source.arn });
  const to = { arn: ports.index.address, version: candidate.set.ref.version };
  const allowed = { request: asPromotion(request, ports), speaking, overridden, context, to };
  await requireStillAllowed(allowed, { id, by: options.by, log });
}

async function send(work: OutsideWork, lease: HeldLease, notes: readonly AttachedNote[]): Promise<void> {
  const { options, plan, ports, situation } = work;
  const { candidate, made, original } = situation;
  const onEvent = options.onEvent ?? (() => undefined);
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const transfer = new Transfer(
    ports,
    contentOf(work),
    new Map([...notedFields(notes), ...(made?.fields ?? [])]),
    onEvent,
  );
  try {
    if (original) {
      const keeper = passingOn(ports.home, made?.original ?? contentOf(work), onEvent);
      await adopt(original, keeper, ports, onEvent, concurrency);
    }
    await adopt(candidate, transfer, ports, onEvent, concurrency);
    if (plan.missing.length === 0) return;
    await lease.confirm();
    await sendOutside({ missing: plan.missing, ref: candidate.set.ref, transfer, ports, onEvent, concurrency });
  } finally {
    await transfer.dispose();
  }
}

/** The bytes: as this run made them, else from the set's record, else from the source. */
function contentOf({ ports, request, situation }: OutsideWork): SetContent {
  const { candidate, made, original, source } = situation;
  if (made) return made.content;
  const { home } = ports;
  const places = [candidate, original].flatMap((one) => (one ? recordPlaces(one, home.records) : []));
  const reader = ports.source.reader(request.from);
  return contentFrom(
    candidate.set.ref,
    [...places, { repository: reader, ref: request.ref, holds: source.holds.assets }],
    home.records,
  );
}

async function logCompleted(
  { options, plan, ports, situation }: OutsideWork,
  operation: Operation,
  lease: HeldLease,
  notes: readonly AttachedNote[],
): Promise<void> {
  const { bytesTransferred, calls } = ports.meter.read();
  await lease.end(() => ({
    type: 'operation.completed',
    operation,
    method: plan.method,
    assets: assetOutcomes(situation, 'promoted'),
    exact: plan.exact,
    // Nothing outside is ever restored, so nothing is kept for it.
    previous: [],
    calls: { ...calls },
    bytesTransferred,
    workItems: [...new Set([...situation.workItems, ...notes.flatMap(({ workItems }) => workItems)])].sort(),
    ...(options.by === undefined ? {} : { by: options.by }),
    heads: {},
  }));
}
