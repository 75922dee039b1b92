import { type Forecast, forecast } from './forecast.ts';
import { lookAhead } from './outlook.ts';
import type { Plan } from './plan.ts';
import type { PromotionPorts, PromotionRequest } from './request.ts';
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
  const transit = home.transit.repository.repository;
  // Before looking ahead, which uses the transit's endpoint itself.
  const endpointsOf = (...used: readonly string[]) => destination.endpointCalls?.(request.ref.format, used) ?? {};
  const [both, onlyTo, onlyTransit] = [endpointsOf(transit, request.to), endpointsOf(request.to), endpointsOf(transit)];
  const outlook = await lookAhead(plan, situation, ports);
  return forecast({
    request,
    situation,
    plan,
    outlook,
    asked,
    home: home.records.repository.repository,
    transit,
    endpointCalls: (used) =>
      used.length > 1 ? both : used.includes(transit) ? onlyTransit : used.length > 0 ? onlyTo : {},
  });
}
