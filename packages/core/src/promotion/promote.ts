import { hasCode } from '../coded-error.ts';
import { isTransitDenied } from '../home/no-transit.ts';
import { Log } from '../log/log.ts';
import { placeKey } from '../log/state.ts';
import { carryOut } from './carry-out.ts';
import { foresee } from './foresee.ts';
import { holdChange } from './hold.ts';
import { factsOf, outdated } from './plan-file.ts';
import type { PromotionOptions, PromotionPorts, PromotionRequest, PromotionResult } from './request.ts';
import { resultOf } from './result.ts';
import { look, type Situation } from './situation.ts';
import { Stripper } from './stripper.ts';

/** How often the world may move between planning and applying before a promotion gives up. */
const PLANNING_ATTEMPTS = 5;

/**
 * Promotes exactly one build set from a repository to another. Safe to run again at any time: an interrupted
 * promotion continues, a finished one makes no write. A refusal is a result, not an error; errors are what went wrong
 * on the way (`lease-held`, `not-verified`, `corrupt-content`, what the ports throw).
 */
export async function promote(
  request: PromotionRequest,
  ports: PromotionPorts,
  options: PromotionOptions = {},
): Promise<PromotionResult> {
  const log = new Log(ports.home, request.ref);
  const stripper = new Stripper(ports);
  let usable = ports;
  try {
    for (let attempt = 1; ; attempt += 1) {
      options.signal?.throwIfAborted();
      try {
        return await promoteOnce(request, usable, options, { log, stripper });
      } catch (error) {
        if (attempt === PLANNING_ATTEMPTS) throw error;
        if (isTransitDenied(error, ports.home)) usable = { ...ports, home: { ...ports.home, lacksTransit: 'denied' } };
        else if (!hasMoved(error)) throw error;
        options.onEvent?.({ type: 'replanned', because: error.message });
      }
    }
  } finally {
    await stripper.dispose();
  }
}

/** Whether what was observed has changed under the promotion, so that planning anew may succeed. */
function hasMoved(error: unknown): error is Error {
  return hasCode(error, 'mismatched-revision', 'mismatched-status', 'changed', 'lease-lost', 'not-assembled');
}

/** One look at the world, one plan, one application. */
async function promoteOnce(
  request: PromotionRequest,
  given: PromotionPorts,
  options: PromotionOptions,
  own: { readonly log: Log; readonly stripper: Stripper },
): Promise<PromotionResult> {
  const situation = asPlanned(request, await look(request, given, options, own));
  const ports = { ...given, home: situation.home };
  options.heads?.note(own.log);
  const { candidate, decision, destination, isDone, state } = situation;
  const answer = { request, situation, ports };
  if (decision.method === 'refuse') return resultOf({ ...answer, outcome: 'refused' });
  const place = state.places[placeKey(destination.arn, candidate.set.ref.version)];
  const loggedAs = place?.sets[candidate.digest]?.operationId;
  const plan = request.dryRun === true ? { plan: factsOf(request, situation, decision) } : {};
  if (isDone && loggedAs !== undefined) {
    return resultOf({ ...answer, ...plan, outcome: 'already-there', id: loggedAs });
  }
  if (request.dryRun === true) {
    const hold = holdChange(request, situation, state);
    const forecast = await foresee(request, situation, decision, ports);
    return resultOf({ ...answer, ...plan, outcome: 'planned', hold, forecast });
  }
  const { hold, id, warnings } = await carryOut({ request, ports, options, log: own.log, situation, plan: decision });
  options.heads?.note(own.log);
  const outcome = decision.method === 'none' ? 'already-there' : 'promoted';
  return resultOf({ ...answer, outcome, id, hold, warnings });
}

/** Refuses where a plan is applied that does not hold any more. */
function asPlanned({ planned }: PromotionRequest, situation: Situation): Situation {
  if (!planned || situation.decision.method === 'refuse') return situation;
  const decision = outdated(planned, situation, situation.decision);
  return decision ? { ...situation, decision } : situation;
}
