import { formatVersion } from '../coordinates.ts';
import { placeKey } from '../log/state.ts';
import type { Candidate } from './candidates.ts';
import { checkGates, type Gate, type GateContext } from './gates.ts';
import type { Refusal } from './refusal.ts';
import type { PromotionRequest } from './request.ts';
import { isByName } from './standing.ts';

/** Something that stands against a promotion and that a reason can override. */
export interface Barrier {
  readonly code: 'gate' | 'hold';
  /** In words, for the refusal and for the record. */
  readonly what: string;
}

/** The gates that a set does not meet; `speaking` begins with it, see `spokenFor`. */
export async function unmetGates(
  { gates }: PromotionRequest,
  speaking: readonly Candidate[],
  context: GateContext,
): Promise<Gate[]> {
  return gates ? (await checkGates(gates, speaking, context)).filter(({ met }) => !met) : [];
}

/** The gates that are not met, and a hold of another set at the destination where nobody chose this one by name. */
export async function barriers(
  request: PromotionRequest,
  speaking: readonly Candidate[],
  context: GateContext,
  to: { readonly arn: string; readonly version: string },
): Promise<Barrier[]> {
  const gates = (await unmetGates(request, speaking, context)).map(({ has, needs }) => `${needs} (${has})`);
  const found: Barrier[] = gates.map((what) => ({ code: 'gate', what }));
  const hold = context.state.holds[placeKey(to.arn, to.version)];
  const isAutomatic = request.planned ? request.planned.chosen === 'automatically' : !isByName(request.selector);
  if (hold && isAutomatic && !speaking.some(({ digest }) => digest === hold.set)) {
    found.push({ code: 'hold', what: `a hold of ${hold.set}${hold.reason === undefined ? '' : `: ${hold.reason}`}` });
  }
  return found;
}

/** The refusal for what stands against a promotion. */
export function refusalOf(found: readonly Barrier[], request: PromotionRequest): Refusal {
  const what = found.map((barrier) => barrier.what).join('; ');
  const isHold = found.every(({ code }) => code === 'hold');
  return {
    method: 'refuse',
    code: isHold ? 'hold' : 'gate',
    message: isHold
      ? `${request.to} holds on to another build of ${formatVersion(request.ref)}: ${what}.`
      : `${request.to} asks for more: ${what}.`,
    next: isHold
      ? 'Name the build with --build or --set, or give a reason with --override.'
      : `\`why ${formatVersion(request.ref)} --to ${request.gates?.stage ?? request.to}\` shows every build; --override "reason" goes past the gates, and is recorded.`,
  };
}
