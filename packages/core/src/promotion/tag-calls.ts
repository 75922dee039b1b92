import type { Base } from './base.ts';
import type { ForecastInput } from './forecast.ts';
import { tagsAt, THROW_AWAY_TAG } from './plan-tags.ts';
import { call, type PlannedCall } from './planned-call.ts';
import { SENTINEL_VERSION } from './transit-tags.ts';

/** How the transit's version came to be. */
type Beginning = Base | 'published' | 'continued';

/**
 * What it costs to make the transit's version carry exactly the planned tags. A publish is taken to set the tag that it
 * names and no other, as npm's own registry does; not observed on AWS.
 */
export function carryCalls(
  { home, outlook, plan, request, situation, transit }: ForecastInput,
  beginning: Beginning,
): PlannedCall[] {
  if (!plan.tags) return [];
  const { ref } = request;
  const { carried, deprecated } = plan.tags;
  const there = outlook.transitPackument;
  const source = [situation.source, situation.destination].find(
    ({ repository }) => typeof beginning === 'object' && repository === beginning.from,
  );
  const set = beginning === 'published' ? [carried[0] ?? THROW_AWAY_TAG] : tagsAt(source?.packument?.tags, ref.version);
  const has = [...new Set([...tagsAt(there?.tags, ref.version), ...set])];
  const missing = carried.filter((tag) => !has.includes(tag));
  const extra = has.filter((tag) => !carried.includes(tag));
  const shown = (beginning === 'continued' ? there : source?.packument)?.versions.get(ref.version)?.deprecated;
  const isDeprecating = shown !== deprecated;
  const reading = call('NpmPackument', transit);
  if (missing.length + extra.length === 0 && !isDeprecating) return [reading];
  const hasSentinel = there?.versions.has(SENTINEL_VERSION) === true;
  const handing = extra.includes('latest')
    ? [call('DescribePackageVersion', transit), call('NpmPublish', transit, hasSentinel ? 0 : 1)]
    : [];
  return [
    reading,
    call('GetPackageVersionAsset', home),
    call('NpmDistTag', transit, missing.length + extra.length),
    ...handing,
    ...(isDeprecating ? [reading, call('NpmDeprecate', transit)] : []),
    reading,
  ];
}

/** A copy of the source's version takes its tags along, so they are looked at once more. */
export function recheckCalls(input: ForecastInput): PlannedCall[] {
  const { plan, request } = input;
  return plan.tags ? [call('NpmPackument', request.from), ...unchangedCalls(input)] : [];
}

/** The destination's tags are looked at once more before it is written to. */
export function unchangedCalls({ plan, request }: ForecastInput): PlannedCall[] {
  return plan.tags ? [call('NpmPackument', request.to)] : [];
}

/** What it costs to see that the destination shows the tags; they are set one by one where no copy brings them. */
export function settleCalls(
  { home, plan, request, situation }: ForecastInput,
  isPublishedAgain: boolean,
): PlannedCall[] {
  if (!plan.tags) return [];
  const reading = call('NpmPackument', request.to);
  const { carried } = plan.tags;
  const isDirect = plan.route === 'direct';
  const isCopied = plan.method !== 'tag' && plan.method !== 'none' && !isPublishedAgain && !isDirect;
  const has = tagsAt(situation.destination.packument?.tags, request.ref.version);
  const set = isDirect ? [...has, carried[0] ?? THROW_AWAY_TAG] : has;
  const wrong = [...carried.filter((tag) => !set.includes(tag)), ...set.filter((tag) => !carried.includes(tag))];
  if (isCopied || wrong.length === 0) return [reading];
  return [reading, call('GetPackageVersionAsset', home), call('NpmDistTag', request.to, wrong.length), reading];
}
