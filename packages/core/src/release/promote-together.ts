import { CodedError } from '../coded-error.ts';
import type { MeterReading } from '../meter.ts';
import { HomeHeads } from '../log/heads.ts';
import { inParallel } from '../in-parallel.ts';
import { promote } from '../promotion/promote.ts';
import type {
  PromotionEvent,
  PromotionOptions,
  PromotionPorts,
  PromotionRequest,
  PromotionResult,
} from '../promotion/request.ts';
import { requireDistinct } from './release-record.ts';
import { readMeters } from './read-meters.ts';
import { toCoded } from './to-coded.ts';

/** How many promotions are planned at once. */
const PLANNED_AT_ONCE = 8;

/** One promotion of several that go together, with the ports of its own format and connection. */
export interface TogetherItem {
  readonly request: PromotionRequest;
  readonly ports: PromotionPorts;
}

/** What came of one of the promotions. */
export interface TogetherPart {
  readonly request: PromotionRequest;
  /**
   * `planned`: fit, and nothing was written. `unfit`: it is what stands against all of them. `failed`: begun, and not
   * ended; running it all again continues. `untouched`: not begun, because of one before it.
   */
  readonly state: 'promoted' | 'already-there' | 'planned' | 'unfit' | 'failed' | 'untouched';
  /** Absent when planning failed before there was one. */
  readonly result?: PromotionResult;
  /** Why it is unfit, or failed. */
  readonly error?: CodedError;
}

export interface TogetherResult extends MeterReading {
  /**
   * `refused`: some are unfit, and nothing was written. `stopped`: one failed on the way; those before it are done, and
   * those after it are untouched.
   */
  readonly outcome: 'promoted' | 'already-there' | 'planned' | 'refused' | 'stopped';
  /** In the order given. */
  readonly parts: readonly TogetherPart[];
}

export interface TogetherOptions extends Omit<PromotionOptions, 'onEvent'> {
  /** Plan all and write nothing. Default false. */
  readonly dryRun?: boolean;
  readonly onEvent?: (event: TogetherEvent) => void;
}

/** Something that goes on with one of the promotions, by its index. */
export interface TogetherEvent {
  readonly index: number;
  readonly phase: 'planning' | 'promoting';
  readonly event: PromotionEvent;
}

/**
 * Promotes several sets, of any formats, as one: all are planned, held against their gates and pinned to the set that
 * was found, and only when every one is fit the first write is made. Then they are applied one after the other in the
 * order given, which is to be the order of dependency. The first failure stops; what is done stays done, and running
 * the same again continues. A refusal or a failure is a result, not an error. Throws `duplicate-set`.
 */
export async function promoteTogether(
  items: readonly TogetherItem[],
  options: TogetherOptions = {},
): Promise<TogetherResult> {
  requireDistinct(items.map(({ request }) => request.ref));
  const heads = new HomeHeads();
  const planned = await planAll(items, options, heads);
  const isFit = planned.every(({ state }) => state !== 'unfit');
  if (!isFit || options.dryRun === true) return answer(isFit ? 'planned' : 'refused', planned, items);
  const parts: TogetherPart[] = [];
  for (const [index, plan] of planned.entries()) {
    const before = parts.at(-1);
    const isStopped = before !== undefined && before.state !== 'promoted' && before.state !== 'already-there';
    const item = items[index];
    if (isStopped || !item) parts.push({ request: plan.request, state: 'untouched' });
    else if (plan.state === 'already-there') parts.push(plan);
    else
      parts.push(
        await promoteOne(item, plan, { ...optionsFor(index, 'promoting', options), heads: heads.of(item.ports.home) }),
      );
  }
  return answer(outcomeOf(parts), parts, items);
}

async function planAll(
  items: readonly TogetherItem[],
  options: TogetherOptions,
  heads: HomeHeads,
): Promise<TogetherPart[]> {
  const parts = new Map<number, TogetherPart>();
  await inParallel([...items.entries()], PLANNED_AT_ONCE, async ([index, { ports, request }]) => {
    try {
      const own = { ...optionsFor(index, 'planning', options), heads: heads.of(ports.home) };
      const result = await promote({ ...request, dryRun: true }, ports, own);
      parts.set(index, plannedPart(request, result));
    } catch (error) {
      options.signal?.throwIfAborted();
      parts.set(index, { request, state: 'unfit', error: toCoded(error) });
    }
  });
  return items.map(({ request }, index) => parts.get(index) ?? { request, state: 'untouched' });
}

function plannedPart(request: PromotionRequest, result: PromotionResult): TogetherPart {
  const { outcome, reason } = result;
  if (outcome === 'already-there') return { request, state: 'already-there', result };
  if (!reason) return { request, state: 'planned', result };
  return { request, state: 'unfit', result, error: refusal(reason) };
}

async function promoteOne(
  { ports, request }: TogetherItem,
  plan: TogetherPart,
  options: PromotionOptions,
): Promise<TogetherPart> {
  try {
    options.signal?.throwIfAborted();
    const result = await promote(pinned(request, plan), ports, options);
    if (result.reason) return { request, state: 'failed', result, error: refusal(result.reason) };
    return { request, state: result.outcome === 'already-there' ? 'already-there' : 'promoted', result };
  } catch (error) {
    return { request, state: 'failed', error: toCoded(error, options.signal) };
  }
}

/** What was planned is what is promoted, whatever build arrives meanwhile. */
function pinned(request: PromotionRequest, { result }: TogetherPart): PromotionRequest {
  return result?.set ? { ...request, pinned: result.set.origin?.set ?? result.set.digest } : request;
}

function optionsFor(
  index: number,
  phase: TogetherEvent['phase'],
  { dryRun: _dryRun, onEvent, ...options }: TogetherOptions,
): PromotionOptions {
  return onEvent ? { ...options, onEvent: (event) => onEvent({ index, phase, event }) } : options;
}

function outcomeOf(parts: readonly TogetherPart[]): TogetherResult['outcome'] {
  if (parts.some(({ state }) => state === 'failed')) return 'stopped';
  return parts.some(({ state }) => state === 'promoted') ? 'promoted' : 'already-there';
}

function answer(
  outcome: TogetherResult['outcome'],
  parts: readonly TogetherPart[],
  items: readonly TogetherItem[],
): TogetherResult {
  return { outcome, parts, ...readMeters(items.map(({ ports }) => ports.meter)) };
}

function refusal({ code, message, next }: NonNullable<PromotionResult['reason']>): CodedError {
  return new CodedError(code, message, { side: 'destination', ...(next === undefined ? {} : { next }) });
}
