import type { SetEntry } from '../build-set.ts';
import type { Candidate } from './candidates.ts';
import type { ForecastInput } from './forecast.ts';
import { holdsAll } from './observe.ts';
import { call, type PlannedCall } from './planned-call.ts';

/** What some entries cost to get or to send. */
export interface Cost {
  readonly calls: readonly PlannedCall[];
  readonly bytes: number;
}

/** What opening entries costs: nothing where adopting has spooled them, else a request for each place that may have it. */
export function openCost(entries: readonly SetEntry[], input: ForecastInput): Cost {
  const { home, outlook, situation } = input;
  const { candidate, made } = situation;
  if (made) return { calls: [], bytes: 0 };
  const spooled = candidate.record ? [] : candidate.set.entries;
  const opened = entries.filter((entry) => !holdsAll(spooled, [entry]));
  const recorded = candidate.record ? candidate.set.entries : [];
  const shelf = { name: home, recorded, holds: outlook.recordHolds };
  return {
    calls: searchCalls(opened, [shelf], [{ home, records: outlook.records }], input),
    bytes: sizeOf(opened),
  };
}

/** What reading a set costs that the home has no record of: nothing where this run made it. */
export function fetchCost(one: Candidate, input: ForecastInput): Cost {
  const { home, outlook, situation } = input;
  if (situation.made) return { calls: [], bytes: 0 };
  const { entries } = one.set;
  const elsewhere = outlook.elsewhere.get(one.digest);
  const shelves = elsewhere ? [{ name: elsewhere.home, recorded: entries, holds: elsewhere.holds }] : [];
  const indexes = [{ home, records: outlook.records }, ...(elsewhere ? [elsewhere] : [])];
  return { calls: searchCalls(entries, shelves, indexes, input), bytes: sizeOf(entries) };
}

/** A record that is asked for what it names, and may hold it. */
interface RecordPlace {
  readonly name: string;
  readonly recorded: readonly SetEntry[];
  readonly holds: readonly SetEntry[];
}

/** A home whose records are read, once, when nothing else has an entry. */
interface Index {
  readonly home: string;
  readonly records: number;
}

/** As `contentFrom` looks for entries: in records, at both ends, then in any record of the homes. */
function searchCalls(
  entries: readonly SetEntry[],
  places: readonly RecordPlace[],
  indexes: readonly Index[],
  { request, situation: { destination, source } }: ForecastInput,
): PlannedCall[] {
  const ends = [
    { name: request.from, holds: source.holds.assets },
    { name: request.to, holds: destination.holds.assets },
  ];
  const calls: PlannedCall[] = [];
  let isIndexed = false;
  for (const entry of entries) {
    const asked = places.filter(({ recorded }) => holdsAll(recorded, [entry]));
    calls.push(...asked.map(({ name }) => call('GetPackageVersionAsset', name)));
    if (asked.some(({ holds }) => holdsAll(holds, [entry]))) continue;
    const end = ends.find(({ holds }) => holdsAll(holds, [entry]));
    calls.push(call('GetPackageVersionAsset', end?.name ?? indexes.at(-1)?.home ?? request.from));
    if (end || isIndexed) continue;
    isIndexed = true;
    calls.push(...indexes.flatMap(indexCalls));
  }
  return calls;
}

function indexCalls({ home, records }: Index): PlannedCall[] {
  return [
    call('ListPackageVersions', home),
    call('GetPackageVersionAsset', home, records),
    call('ListPackageVersionAssets', home, records),
  ];
}

export function sizeOf(assets: readonly { readonly size: number }[]): number {
  return assets.reduce((sum, { size }) => sum + size, 0);
}
