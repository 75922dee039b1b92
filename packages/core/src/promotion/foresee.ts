import { type Forecast, forecast } from './forecast.ts';
import { lookAhead } from './outlook.ts';
import type { Plan } from './plan.ts';
import { WHO } from './planned-call.ts';
import type { PromotionPorts, PromotionRequest } from './request.ts';
import { endpointsOf } from './route.ts';
import type { Situation } from './situation.ts';

/** Forecasts what applying a plan will ask. What is looked up for the forecast itself is not part of it. */
export async function foresee(
  request: PromotionRequest,
  situation: Situation,
  plan: Plan,
  ports: PromotionPorts,
): Promise<Forecast> {
  const { destination, home, meter } = ports;
  const asked = meter.read().calls;
  const used = endpointsOf(plan, { request, destinationHolds: situation.destination.holds }, home);
  // Before looking ahead, which uses the transit's endpoint itself.
  const endpointCalls = destination.endpointCalls?.(request.ref.format, used) ?? {};
  const outlook = await lookAhead(plan, situation, ports);
  return forecast({
    request,
    situation,
    plan,
    outlook,
    asked,
    asksWho: home.principal !== undefined && asked[WHO] === undefined,
    home: home.records.repository.repository,
    transit: home.transit.repository.repository,
    endpointCalls,
  });
}
