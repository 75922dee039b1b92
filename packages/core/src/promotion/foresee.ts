import { type Forecast, forecast } from './forecast.ts';
import { lookAhead } from './outlook.ts';
import type { Plan } from './plan.ts';
import { WHO } from './planned-call.ts';
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
  const places = [...new Set([request.from, request.to, transit])];
  const endpoints = new Map(
    subsetsOf(places).map((used) => [keyOf(used), destination.endpointCalls?.(request.ref.format, used) ?? {}]),
  );
  const outlook = await lookAhead(plan, situation, ports);
  return forecast({
    request,
    situation,
    plan,
    outlook,
    asked,
    asksWho: home.principal !== undefined && asked[WHO] === undefined,
    home: home.records.repository.repository,
    transit,
    endpointCalls: (used) => endpoints.get(keyOf(used)) ?? {},
  });
}

function subsetsOf(names: readonly string[]): (readonly string[])[] {
  return names.reduce<(readonly string[])[]>((all, name) => [...all, ...all.map((some) => [...some, name])], [[]]);
}

function keyOf(names: readonly string[]): string {
  return [...names].sort().join(' ');
}
