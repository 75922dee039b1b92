import { type Forecast, forecast } from './forecast.ts';
import { lookAhead } from './outlook.ts';
import type { Plan } from './plan.ts';
import type { PromotionPorts, PromotionRequest } from './request.ts';
import type { Situation } from './situation.ts';

/** How the address of a package manager's endpoint is asked for. */
const ENDPOINT = 'GetRepositoryEndpoint';

/** Forecasts what applying a plan will ask. What is looked up for the forecast itself is not part of it. */
export async function foresee(
  request: PromotionRequest,
  situation: Situation,
  plan: Plan,
  ports: PromotionPorts,
): Promise<Forecast> {
  const { destination, home, meter } = ports;
  const before = meter.read().calls;
  const outlook = await lookAhead(plan, situation, ports);
  // Of what looking ahead asks, the run asks this as well: the transit's endpoint, which is known now.
  const endpoints = meter.read().calls[ENDPOINT] ?? 0;
  const asked = endpoints === 0 ? before : { ...before, [ENDPOINT]: endpoints };
  return forecast({
    request,
    situation,
    plan,
    outlook,
    asked,
    home: home.records.repository.repository,
    transit: home.transit.repository.repository,
    endpointCalls: (repositories) => destination.endpointCalls?.(request.ref.format, repositories) ?? {},
  });
}
