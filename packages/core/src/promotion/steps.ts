import { sameDomain } from '../coordinates.ts';
import { baseOf } from './base.ts';
import type { ForecastInput, PlanStep, StepName } from './forecast.ts';
import { holdChange } from './hold.ts';
import type { Candidate } from './candidates.ts';
import { holdsAll, isPublishedAgain, type Observed } from './observe.ts';
import { call, joinCalls, type PlannedCall, WHO } from './planned-call.ts';
import { usesTransit } from './route.ts';
import { type Cost, fetchCost, openCost, sizeOf } from './reading-cost.ts';
import { carryCalls, recheckCalls, settleCalls, unchangedCalls } from './tag-calls.ts';
import { isContinuable } from './transit.ts';

/** The steps of a plan with the requests that each makes. Steps that ask nothing are left out. */
export function stepsOf(input: ForecastInput): PlanStep[] {
  const { asksWho, home, request, situation } = input;
  const view = installerCall(input);
  const gates = Object.entries(situation.gateCalls).map(([operation, count]) => call(operation, home, count));
  const isOverriding = request.override !== undefined && situation.overridden.length > 0;
  const hold = holdChange(request, situation, situation.state) ? append(home) : [];
  const origin = request.originControls ? [call('DescribePackage', request.to)] : [];
  const notes = call('GetPackageVersionAsset', home, situation.notes.length);
  const unrecorded = [situation.original, situation.candidate].flatMap((one) => (one && !one.record ? [one] : []));
  const adopted = adoptCost(unrecorded, (one) => fetchCost(one, input), input);
  const steps = [
    step('lease', [...append(home), ...(asksWho ? [{ operation: WHO, count: 1 }] : []), notes]),
    step('gates', [...gates, ...(isOverriding ? append(home) : [])]),
    step('adopt', adopted.calls, adopted.bytes),
    ...transferSteps(input),
    step('verify', [
      ...observation(request.to),
      ...view,
      ...settleCalls(input, isPublishedAgain(situation.destination.holds, input.plan.result)),
      ...origin,
    ]),
    step('clean', cleanCalls(input)),
    step('hold', hold),
    step('log', append(home)),
  ];
  return steps
    .map(({ calls, ...rest }) => ({ ...rest, calls: joinCalls(calls) }))
    .filter(({ calls }) => calls.length > 0);
}

function step(name: StepName, calls: readonly PlannedCall[], bytes = 0): PlanStep {
  return { step: name, calls, bytes };
}

function transferSteps(input: ForecastInput): PlanStep[] {
  const { home, plan, request, situation } = input;
  if (plan.route === 'direct') return [publishStep(input)];
  const copy: PlanStep = { step: 'copy', calls: [call('CopyPackageVersions', request.to)], bytes: 0 };
  switch (plan.method) {
    case 'none':
    case 'tag':
      return [];
    case 'copy':
      return [{ ...copy, calls: [...recheckCalls(input), confirm(home), ...copy.calls] }];
    case 'assemble':
      return [assembleStep(input), copy];
    case 'add':
      return plan.missing.length === 1 ? [uploadStep(input)] : [assembleStep(input), copy];
    case 'replace': {
      const keep = keepStep(input);
      if (isPublishedAgain(situation.destination.holds, plan.result)) {
        const calls = [confirm(home), call('UpdatePackageVersionsStatus', request.to)];
        return [keep, { step: 'publish-again', calls, bytes: 0 }];
      }
      return [keep, assembleStep(input), ...removeSteps(input, situation.destination.holds), copy];
    }
    default:
      return plan.method satisfies never;
  }
}

/** Puts what the destination holds on record, as far as no record has it. */
function keepStep(input: ForecastInput): PlanStep {
  const { home, outlook, request, situation } = input;
  if (situation.destination.holds.assets.length === 0) return { step: 'keep', calls: [], bytes: 0 };
  const { listings, reads, sets } = outlook.lost;
  const fetching = ({ set: { entries } }: Candidate) => ({
    calls: [call('GetPackageVersionAsset', request.to, entries.length)],
    bytes: sizeOf(entries),
  });
  const cost = adoptCost(sets, fetching, input);
  const reading = [call('ListPackageVersions', home, 1 + listings), call('GetPackageVersionAsset', home, reads)];
  return { step: 'keep', calls: [...reading, ...cost.calls], bytes: cost.bytes };
}

/** Each set: its bytes downloaded once, unless they are here already, and kept; the marker, and the seal. */
function adoptCost(sets: readonly Candidate[], fetching: (one: Candidate) => Cost, { home }: ForecastInput): Cost {
  const fetched = sets.map(fetching);
  const kept = sets.flatMap(({ set }) => [
    call('PublishPackageVersion', home, set.entries.length + 1),
    call('ListPackageVersionAssets', home),
    call('UpdatePackageVersionsStatus', home),
  ]);
  return {
    calls: [...fetched.flatMap(({ calls }) => calls), ...kept],
    bytes: fetched.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function assembleStep(input: ForecastInput): PlanStep {
  const { home, outlook, plan, request, situation, transit } = input;
  const { candidate, destination, source } = situation;
  const { ref } = candidate.set;
  const seen = outlook.transit ?? { assets: [] };
  const canContinue = isContinuable(ref, seen, plan.result);
  const ends = [...(sameDomain(source.repository, destination.repository) ? [source] : []), destination];
  const base = canContinue ? undefined : baseOf(ref, plan.result, ends);
  const present = canContinue ? seen.assets : (base?.assets ?? []);
  const missing = plan.result.filter((asset) => !holdsAll(present, [asset]));
  const isLeftOpen = ref.format === 'generic' && missing.length > 0;
  const mustClose = isLeftOpen || (canContinue && seen.status === 'Unfinished');
  const opened = openCost(missing, input);
  return {
    step: 'assemble',
    calls: [
      ...observation(transit),
      confirm(home),
      ...(canContinue ? [] : emptyCalls(seen, input)),
      ...(base ? [call('CopyPackageVersions', transit)] : []),
      ...opened.calls,
      call(uploadOf(input), transit, missing.length),
      ...carryCalls(input, base ?? (canContinue ? 'continued' : 'published')),
      call('ListPackageVersionAssets', transit, mustClose ? 2 : 1),
      call('UpdatePackageVersionsStatus', transit, mustClose ? 1 : 0),
      ...observation(request.to),
      ...unchangedCalls(input),
      confirm(home),
    ],
    bytes: opened.bytes + sizeOf(missing),
  };
}

function uploadStep(input: ForecastInput): PlanStep {
  const { home, plan, request } = input;
  const opened = openCost(plan.missing, input);
  return {
    step: 'upload',
    calls: [confirm(home), ...opened.calls, call(uploadOf(input), request.to)],
    bytes: opened.bytes + sizeOf(plan.missing),
  };
}

/** Without the transit: each file under the lease, and a generic version is published when all are there. */
function publishStep(input: ForecastInput): PlanStep {
  const { home, plan, request } = input;
  const { length } = plan.missing;
  const opened = openCost(plan.missing, input);
  const isLeftOpen = request.ref.format === 'generic';
  return {
    step: 'upload',
    calls: [
      ...observation(request.to),
      ...unchangedCalls(input),
      call('GetPackageVersionAsset', home, length),
      ...opened.calls,
      call(uploadOf(input), request.to, length),
      call('ListPackageVersionAssets', request.to, isLeftOpen ? 2 : 0),
      call('UpdatePackageVersionsStatus', request.to, isLeftOpen ? 1 : 0),
    ],
    bytes: opened.bytes + sizeOf(plan.missing),
  };
}

function removeSteps({ home, outlook, request }: ForecastInput, { status }: Observed): PlanStep[] {
  const mustRemove = outlook.overwriting !== 'replace' || status === 'Archived';
  if (!mustRemove || status === undefined) return [];
  const archiving = status === 'Archived' ? [] : [confirm(home), call('UpdatePackageVersionsStatus', request.to)];
  return [
    { step: 'remove', calls: [...archiving, confirm(home), call('DeletePackageVersions', request.to)], bytes: 0 },
  ];
}

/** The transit is emptied of what was assembled, or looked at where nothing was. */
function cleanCalls(input: ForecastInput): PlannedCall[] {
  const { outlook, plan, situation, transit } = input;
  if (plan.method === 'copy' || plan.route === 'direct' || !outlook.transit) return [];
  if (usesTransit(plan, situation.destination.holds)) {
    return emptyCalls({ status: 'Published', assets: plan.result }, input);
  }
  return [...observation(transit), ...emptyCalls(outlook.transit, input)];
}

function emptyCalls({ status }: Observed, { home, transit }: ForecastInput): PlannedCall[] {
  if (status === undefined) return [];
  const isArchivedFirst = status === 'Published' || status === 'Unlisted';
  return [
    confirm(home),
    ...(isArchivedFirst ? [call('UpdatePackageVersionsStatus', transit), confirm(home)] : []),
    call('DeletePackageVersions', transit),
  ];
}

/** Publishing an event and reading it back. */
function append(home: string): PlannedCall[] {
  return [call('PublishPackageVersion', home), call('GetPackageVersionAsset', home)];
}

/** One look whether the lease still holds. */
function confirm(home: string): PlannedCall {
  return call('GetPackageVersionAsset', home);
}

function observation(repository: string): PlannedCall[] {
  return [call('DescribePackageVersion', repository), call('ListPackageVersionAssets', repository)];
}

const UPLOADS = { pypi: 'PypiUpload', npm: 'NpmPublish', generic: 'PublishPackageVersion' } as const;

function uploadOf({ request }: ForecastInput): string {
  return UPLOADS[request.ref.format];
}

function installerCall({ request }: ForecastInput): PlannedCall[] {
  const { format } = request.ref;
  if (format === 'generic') return [];
  return [call(format === 'pypi' ? 'PypiIndex' : 'NpmPackument', request.to)];
}
