import type { Forecast } from './forecast.ts';
import type { HoldChange } from './hold.ts';
import type { PlanFacts } from './plan-file.ts';
import { holdsAll } from './observe.ts';
import type { Plan } from './plan.ts';
import type { Refusal } from './refusal.ts';
import type { PromotedAsset, PromotionPorts, PromotionRequest, PromotionResult } from './request.ts';
import type { Situation } from './situation.ts';

export interface Answer {
  readonly request: PromotionRequest;
  readonly situation: Situation;
  readonly ports: PromotionPorts;
  readonly outcome: PromotionResult['outcome'];
  readonly id?: string;
  readonly warnings?: readonly string[];
  readonly hold?: HoldChange | undefined;
  readonly forecast?: Forecast;
  readonly plan?: PlanFacts;
}

/** Says what came of a promotion. */
export function resultOf({
  request,
  situation,
  ports,
  outcome,
  id,
  forecast,
  hold,
  plan,
  warnings = [],
}: Answer): PromotionResult {
  const { builds, candidate, decision, destination, origin } = situation;
  const refused = decision.method === 'refuse';
  // The set knows the path of a name that is a hash of it.
  const paths = new Map(candidate.set.entries.map(({ name, path }) => [name, path]));
  const pathOf = (name: string): { path?: string } => {
    const path = paths.get(name) ?? ports.format.pathOf?.(name);
    return path === undefined || path === name ? {} : { path };
  };
  return {
    id,
    outcome,
    method: refused ? 'none' : decision.method,
    ...(!refused && decision.route ? { route: decision.route } : {}),
    from: request.from,
    to: request.to,
    set: { digest: candidate.digest, ref: candidate.set.ref, builds, ...(origin ? { origin } : {}) },
    assets: assetOutcomes(situation, decision, outcome).map((asset) => ({ ...asset, ...pathOf(asset.name) })),
    removed: (refused ? [] : destination.holds.assets)
      .filter((asset) => !refused && !holdsAll(decision.result, [asset]))
      .map((asset) => ({ ...asset, ...pathOf(asset.name) })),
    ...(!refused && decision.tags ? { tags: decision.tags.moved } : {}),
    warnings: [...overridden(situation, request), ...(refused ? [] : decision.warnings), ...warnings],
    ...(hold ? { hold } : {}),
    ...(forecast ? { forecast } : {}),
    ...(plan ? { plan } : {}),
    ...ports.meter.read(),
    ...(refused ? { reason: reasonOf(decision) } : {}),
  };
}

/** What happened to each asset of the set, in the set's order. */
export function assetOutcomes(
  { candidate, destination }: Situation,
  decision: Plan | Refusal,
  outcome: PromotionResult['outcome'],
): PromotedAsset[] {
  return candidate.set.entries.map((entry) => {
    const { name, size, sha256 } = entry;
    const is = (result: PromotedAsset['outcome']): PromotedAsset => ({ name, size, sha256, outcome: result });
    if (decision.method !== 'refuse' && decision.skipped.includes(entry)) return is('skipped');
    if (destination.holds.status === 'Published' && holdsAll(destination.holds.assets, [entry])) {
      return is('already-there');
    }
    if (outcome === 'refused') return is('not-promoted');
    return is(outcome === 'planned' ? 'planned' : 'promoted');
  });
}

/** What was overridden is said as loudly as what went wrong. */
function overridden({ decision, overridden: barriers }: Situation, { override }: PromotionRequest): string[] {
  if (override === undefined || decision.method === 'refuse') return [];
  return barriers.map(({ what }) => `Not met, and overridden ("${override}"): ${what}`);
}

function reasonOf({ code, message, next }: Refusal): NonNullable<PromotionResult['reason']> {
  return { code, message, ...(next === undefined ? {} : { next }) };
}
