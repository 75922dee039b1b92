import { MARKER } from '../build-set.ts';
import type { Packument } from '../ports/packument.ts';
import { listRecords } from '../home/record.ts';
import type { Asset, AssetListing } from '../ports/registry.ts';
import type { SetDigest } from '../set-digest.ts';
import { type Candidate, Candidates } from './candidates.ts';
import { type NotOnRecord, notOnRecord } from './not-on-record.ts';
import { observe, type Observed } from './observe.ts';
import type { Plan } from './plan.ts';
import type { PromotionPorts } from './request.ts';
import { usesTransit } from './route.ts';
import type { ServiceAnswers } from './service-answers.ts';
import { loggedSets, type Situation } from './situation.ts';

/** What a forecast needs to know and a plan does not. */
export interface Outlook {
  /** What the transit holds of the version, left behind by another run; absent where there is no transit. */
  readonly transit?: Observed;
  /** The dist-tags there, of formats that have them, where the plan assembles. */
  readonly transitPackument?: Packument;
  /** The assets whose bytes the set's record holds: none of an alias. */
  readonly recordHolds: readonly Asset[];
  /** Where the home of the source's own domain keeps sets that this one has no record of. */
  readonly elsewhere: ReadonlyMap<SetDigest, Elsewhere>;
  /** How many sets are on record of the version. */
  readonly records: number;
  /** The sets that the destination's assets make and that are to be put on record. */
  readonly lost: NotOnRecord;
  readonly overwriting: NonNullable<ServiceAnswers['copy-overwrite']>;
}

/** A record in the home of another domain. */
export interface Elsewhere {
  readonly home: string;
  /** The assets whose bytes it holds: none of an alias. */
  readonly holds: readonly Asset[];
  /** How many sets that home has on record of the version. */
  readonly records: number;
}

/** Looks up what the forecast of a plan needs. Reads only, beside what the promotion itself will read. */
export async function lookAhead(plan: Plan, situation: Situation, ports: PromotionPorts): Promise<Outlook> {
  const { candidate, destination, original } = situation;
  const { home } = ports;
  const { ref } = candidate.set;
  const isAssembling = usesTransit(plan, destination.holds);
  const [transit, listing, elsewhere, candidates, packument] = await Promise.all([
    home.lacksTransit ? undefined : observe(home.transit, ref),
    candidate.record && home.records.listAssets(candidate.record),
    Promise.all([candidate, original].map(elsewhereOf)),
    Candidates.of(home.records, ref, destination.holds.assets, ports.format),
    ports.format.tags && isAssembling ? home.transit.readPackument(ref) : undefined,
  ]);
  const answers = plan.method === 'replace' ? await ports.answers() : {};
  return {
    ...(transit ? { transit } : {}),
    ...(packument ? { transitPackument: packument } : {}),
    recordHolds: contentOf(listing),
    elsewhere: new Map(elsewhere.flatMap((one) => (one ? [one] : []))),
    records: candidates.records.filter(({ state }) => state === 'sealed').length,
    lost: await notOnRecord(candidates, {
      logged: loggedSets(situation),
      coming: [original, candidate].flatMap((one) => (one && !one.record ? [one] : [])),
    }),
    overwriting: answers['copy-overwrite'] ?? 'merge',
  };
}

async function elsewhereOf(one: Candidate | undefined): Promise<readonly [SetDigest, Elsewhere] | undefined> {
  if (!one?.recordElsewhere || one.record) return undefined;
  const { home, record } = one.recordElsewhere;
  const { ref } = one.set;
  const [listing, records] = await Promise.all([home.listAssets(record), listRecords(home, ref, ref.version)]);
  const sealed = records.filter(({ state }) => state === 'sealed').length;
  return [one.digest, { home: home.repository.repository, holds: contentOf(listing), records: sealed }];
}

function contentOf(listing: AssetListing | undefined): Asset[] {
  return (listing?.assets ?? []).filter(({ name }) => name !== MARKER);
}
