import { CodedError } from '../coded-error.ts';
import type { Log } from '../log/log.ts';
import { type Barrier, barriers } from './barriers.ts';
import type { Candidate } from './candidates.ts';
import type { GateContext } from './gates.ts';
import type { PromotionRequest } from './request.ts';

interface Allowed {
  readonly request: PromotionRequest;
  /** The set, and the sets that speak for it, see `spokenFor`. */
  readonly speaking: readonly Candidate[];
  /** What stood against the set when it was planned, and was overridden. */
  readonly overridden: readonly Barrier[];
  readonly context: GateContext;
  /** Where the set goes. */
  readonly to: { readonly arn: string; readonly version: string };
}

/** The operation under way: its log was read to the event that took the lease. */
interface UnderWay {
  readonly id: string;
  readonly by: string | undefined;
  readonly log: Log;
}

/**
 * Holds a set against the gates once more before the first write, and records what is overridden. Throws `changed` for
 * what was not in the way when it was planned.
 */
export async function requireStillAllowed(
  { context, overridden, request, speaking, to }: Allowed,
  { by, id, log }: UnderWay,
): Promise<void> {
  const now = await barriers(request, speaking, context, to);
  if (now.some(({ what }) => !overridden.some((known) => known.what === what))) {
    throw new CodedError('changed', 'A gate that was met is not met any more.', { side: 'home', retryable: true });
  }
  const { override: reason } = request;
  if (reason === undefined || overridden.length === 0) return;
  const what = overridden.map((barrier) => barrier.what).join('; ');
  await log.append(() => ({ type: 'override', operationId: id, what, reason, ...(by === undefined ? {} : { by }) }));
}
