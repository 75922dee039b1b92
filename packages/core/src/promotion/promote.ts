import { isTransitDenied } from '../home/no-transit.ts';
import { placeKey } from '../log/state.ts';
import { carryOut } from './carry-out.ts';
import { foresee } from './foresee.ts';
import { holdChange } from './hold.ts';
import { factsOf, outdated } from './plan-file.ts';
import { hasMoved, type Lasting, planningAnew } from './planning-anew.ts';
import type { PromotionOptions, PromotionPorts, PromotionRequest, PromotionResult } from './request.ts';
import { resultOf } from './result.ts';
import { look, type Situation } from './situation.ts';

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
  let usable = ports;
  const attempt = (lasting: Lasting) => promoteOnce(request, usable, options, lasting);
  return await planningAnew(request.ref, ports, options, attempt, (error) => {
    if (!isTransitDenied(error, ports.home)) return hasMoved(error);
    usable = { ...ports, home: { ...ports.home, lacksTransit: 'denied' } };
    return true;
  });
}

/** One look at the world, one plan, one application. */
async function promoteOnce(
  request: PromotionRequest,
  given: PromotionPorts,
  options: PromotionOptions,
  lasting: Lasting,
): Promise<PromotionResult> {
  const situation = asPlanned(request, await look(request, given, options, lasting));
  const ports = { ...given, home: situation.home };
  const { log } = lasting;
  options.heads?.note(log);
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
  const { hold, id, warnings } = await carryOut({ request, ports, options, log, situation, plan: decision });
  options.heads?.note(log);
  const outcome = decision.method === 'none' ? 'already-there' : 'promoted';
  return resultOf({ ...answer, outcome, id, hold, warnings });
}

/** Refuses where a plan is applied that does not hold any more. */
function asPlanned({ planned }: PromotionRequest, situation: Situation): Situation {
  if (!planned || situation.decision.method === 'refuse') return situation;
  const decision = outdated(planned, situation, situation.decision);
  return decision ? { ...situation, decision } : situation;
}
