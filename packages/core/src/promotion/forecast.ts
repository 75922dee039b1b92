import type { Asset } from '../ports/registry.ts';
import { countCalls, call, type PlannedCall, type Right, rightsOf } from './planned-call.ts';
import type { Outlook } from './outlook.ts';
import type { Plan } from './plan.ts';
import type { PromotionRequest } from './request.ts';
import type { Situation } from './situation.ts';
import { stepsOf } from './steps.ts';

/** A part of applying a plan, in the order of the work. */
export interface PlanStep {
  readonly step: StepName;
  readonly calls: readonly PlannedCall[];
  /** Asset bytes through this machine, either way. */
  readonly bytes: number;
}

export type StepName =
  /** Take the package's lease, and read where the set comes from. */
  | 'lease'
  /** Hold the set against the gates once more. */
  | 'gates'
  /** Put the set on record. */
  | 'adopt'
  /** Put what the destination holds on record. */
  | 'keep'
  /** Make the version in the transit, and look at the destination once more. */
  | 'assemble'
  /** Upload into the destination. */
  | 'upload'
  /** Remove the destination's version, whose assets are on record. */
  | 'remove'
  /** Publish the destination's version again, which holds the very bytes. */
  | 'publish-again'
  /** Copy into the destination. */
  | 'copy'
  /** Wait until listing and installers show it. */
  | 'verify'
  /** Empty the transit. */
  | 'clean'
  /** Place or lift a hold. */
  | 'hold'
  /** Write the last word, which ends the lease. */
  | 'log';

/** What a promotion will ask of the service when nothing disturbs it. */
export interface Forecast {
  readonly steps: readonly PlanStep[];
  /** Every request of the run by operation, the look that made the plan included. */
  readonly calls: Readonly<Record<string, number>>;
  /** Asset bytes through this machine, either way; without those of a sentinel, which is hardly any. */
  readonly bytes: number;
  /** The rights that applying it needs. */
  readonly rights: readonly Right[];
  /** The rights that taking it back will need. */
  readonly undoRights: readonly Right[];
}

/** All that a forecast is made from. */
export interface ForecastInput {
  readonly request: PromotionRequest;
  readonly situation: Situation;
  readonly plan: Plan;
  readonly outlook: Outlook;
  /** The names of the home and of its transit. */
  readonly home: string;
  readonly transit: string;
  /** Whether it will be asked whose credentials are used. */
  readonly asksWho: boolean;
  /** What the run has asked until the plan was made. */
  readonly asked: Readonly<Record<string, number>>;
  /** What is asked before the package manager's endpoints can be used, by operation. */
  readonly endpointCalls: Readonly<Record<string, number>>;
}

/**
 * The forecast of a plan: a pure function, which the requests really made equal unless something disturbs them (another
 * run, a request that is sent again, a listing that lags, a lease that is renewed after 40 seconds). Of a source in
 * another domain, what both domains are asked.
 */
export function forecast(input: ForecastInput): Forecast {
  const steps = stepsOf(input);
  const calls = steps.flatMap((step) => step.calls);
  const endpoints = Object.entries(input.endpointCalls);
  const asked = Object.entries(input.asked);
  const others = [...asked, ...endpoints].map(([operation, count]) => ({ operation, count }));
  return {
    steps,
    calls: countCalls([...calls, ...others]),
    bytes: steps.reduce((sum, { bytes }) => sum + bytes, readFirst(input)),
    rights: rightsOf([...calls, ...endpoints.map(([operation, count]) => ({ operation, count }))]),
    undoRights: rightsOf(undoCalls(input)),
  };
}

/** Bytes that were read to make the plan: those of a build that is stripped. */
function readFirst({ situation: { made, original } }: ForecastInput): number {
  return made && original ? original.set.entries.reduce((sum, { size }) => sum + size, 0) : 0;
}

/** What taking it back will ask that its writes need rights for. */
function undoCalls({ home, outlook, plan, request, situation, transit }: ForecastInput): PlannedCall[] {
  if (plan.method === 'none') return [];
  const log = call('PublishPackageVersion', home);
  const previous: readonly Asset[] = situation.destination.holds.assets;
  const tags = plan.tags ? [call('NpmDistTag', request.to)] : [];
  if (previous.length === 0) return [log, ...tags, call('UpdatePackageVersionsStatus', request.to)];
  if (plan.method === 'tag') return [log, ...tags];
  const assembling = [
    'PublishPackageVersion',
    'UpdatePackageVersionsStatus',
    'DeletePackageVersions',
    'CopyPackageVersions',
  ];
  const removing = outlook.overwriting !== 'replace' ? ['UpdatePackageVersionsStatus', 'DeletePackageVersions'] : [];
  return [
    log,
    ...tags,
    ...assembling.map((operation) => call(operation, transit)),
    ...['CopyPackageVersions', ...removing].map((operation) => call(operation, request.to)),
  ];
}
