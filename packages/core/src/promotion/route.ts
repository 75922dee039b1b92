import type { Home } from '../home/home.ts';
import { type NoTransit, noTransit } from '../home/no-transit.ts';
import { isPublishedAgain, type Observed } from './observe.ts';
import type { Plan, PlanInput } from './plan.ts';
import type { Refusal } from './refusal.ts';

type RouteInput = Pick<PlanInput, 'candidate' | 'destinationHolds' | 'request'>;

/** Whether applying a plan assembles a version in the transit. */
export function usesTransit({ method, missing, result, route }: Plan, destinationHolds: Observed): boolean {
  if (route === 'direct') return false;
  if (method === 'add') return missing.length > 1;
  return method === 'assemble' || (method === 'replace' && !isPublishedAgain(destinationHolds, result));
}

/** The repositories whose package manager's endpoint applying a plan uses; those of generic packages have none. */
export function endpointsOf(
  plan: Plan,
  { destinationHolds, request }: Omit<RouteInput, 'candidate'>,
  { transit }: Home,
): string[] {
  if (request.ref.format === 'generic') return [];
  return [request.to, ...(usesTransit(plan, destinationHolds) ? [transit.repository.repository] : [])];
}

/**
 * Where the transit is of no use, a plan that needs it publishes into the destination instead, and says what that costs:
 * what is one change for installers always, more than that when it is allowed. Else it is refused with `no-transit`.
 */
export function routed(planned: Plan | Refusal, input: RouteInput, home: Home): Plan | Refusal {
  if (planned.method === 'refuse') return planned;
  if (planned.route === 'direct') return withCost(planned, input, `${input.request.to} holds a part of it already.`);
  const lack = noTransit(home);
  if (!lack || !usesTransit(planned, input.destinationHolds)) return planned;
  if (planned.method === 'replace') return refuse(lack, 'Without it nothing is put in place of another build.');
  if (!isOneChange(planned, input) && input.request.allowPartial !== true) {
    return refuse(
      lack,
      `Published one by one, a part of ${planned.missing.length} files would be seen.`,
      `--allow-partial publishes them into ${input.request.to} all the same.`,
    );
  }
  return withCost({ ...planned, route: 'direct' }, input, lack.message);
}

/** Whether installers find either nothing of what comes, or all of it: a generic version is seen when it is finished. */
function isOneChange({ missing }: Plan, { candidate }: RouteInput): boolean {
  return candidate.set.ref.format === 'generic' || missing.length <= 1;
}

/** The plan with what publishing costs, compared to a copy. */
function withCost(planned: Plan, input: RouteInput, why: string): Plan {
  const { ref, to } = input.request;
  const { missing, tags, warnings } = planned;
  const rights = ref.format === 'generic' ? "to publish and to change a version's status there" : 'to publish there';
  const partly = `Until the last of ${missing.length} files is there, installers find a part of the build in ${to}; a run that is killed leaves it so until it is run again.`;
  const cost = [
    `${why} The build is published into ${to}: that takes the right ${rights}, and all bytes go through this machine.`,
    ...(isOneChange(planned, input) ? [] : [partly]),
    ...((tags?.carried.length ?? 0) > 1 ? [`All dist-tags in ${to} but the first are set one by one after that.`] : []),
  ];
  return { ...planned, warnings: [...warnings, ...cost] };
}

function refuse({ message, next }: NoTransit, what: string, otherwise?: string): Refusal {
  const fix = otherwise === undefined ? next : `${next} Or: ${otherwise}`;
  return { method: 'refuse', code: 'no-transit', message: `${message} ${what}`, next: fix };
}
