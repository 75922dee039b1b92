import { MARKER } from '../build-set.ts';
import type { Packument } from '../ports/packument.ts';
import type { Asset } from '../ports/registry.ts';
import { type Candidate, Candidates } from './candidates.ts';
import { observe, type Observed } from './observe.ts';
import type { Plan } from './plan.ts';
import type { PromotionPorts } from './request.ts';
import { usesTransit } from './route.ts';
import type { ServiceAnswers } from './service-answers.ts';
import type { Situation } from './situation.ts';

/** What a forecast needs to know and a plan does not. */
export interface Outlook {
  /** What the transit holds of the version, left behind by another run; absent where there is no transit. */
  readonly transit?: Observed;
  /** The dist-tags there, of formats that have them, where the plan assembles. */
  readonly transitPackument?: Packument;
  /** The assets whose bytes the set's record holds: none of an alias. */
  readonly recordHolds: readonly Asset[];
  /** Every set on record of the version. */
  readonly recorded: readonly Candidate[];
  /** The sets that the destination's assets make, as they would be put on record. */
  readonly heldSets: readonly Candidate[];
  readonly overwriting: NonNullable<ServiceAnswers['copy-overwrite']>;
}

/** Looks up what the forecast of a plan needs. Reads only, beside what the promotion itself will read. */
export async function lookAhead(
  plan: Plan,
  { candidate, destination }: Situation,
  ports: PromotionPorts,
): Promise<Outlook> {
  const { home } = ports;
  const { ref } = candidate.set;
  const isAssembling = usesTransit(plan, destination.holds);
  const [transit, listing, candidates, packument] = await Promise.all([
    home.lacksTransit ? undefined : observe(home.transit, ref),
    candidate.record && home.records.listAssets(candidate.record),
    Candidates.of(home.records, ref, destination.holds.assets, ports.format),
    ports.format.tags && isAssembling ? home.transit.readPackument(ref) : undefined,
  ]);
  const answers = plan.method === 'replace' ? await ports.answers() : {};
  return {
    ...(transit ? { transit } : {}),
    ...(packument ? { transitPackument: packument } : {}),
    recordHolds: (listing?.assets ?? []).filter(({ name }) => name !== MARKER),
    recorded: await candidates.readAll(),
    heldSets: candidates.derived,
    overwriting: answers['copy-overwrite'] ?? 'merge',
  };
}
