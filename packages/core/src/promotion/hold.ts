import type { EventBody } from '../log/event.ts';
import { type LogState, placeKey } from '../log/state.ts';
import type { SetDigest } from '../set-digest.ts';
import type { PromotionRequest } from './request.ts';
import type { Situation } from './situation.ts';
import { isByName } from './standing.ts';

type HoldBody = Extract<EventBody, { type: 'hold.placed' | 'hold.lifted' }>;

/** What a promotion does to the hold of its destination's version. */
export interface HoldChange {
  readonly action: 'placed' | 'lifted';
  /** The set that is held, or that was. */
  readonly set: SetDigest;
}

/**
 * What the choice of a build means for the hold: one that was named and takes the destination back is held, so that `--last`
 * and automatic activation do not undo the choice; going ahead by name again lifts a hold of another set.
 */
export function holdChange(
  request: PromotionRequest,
  { candidate, destination, standing }: Pick<Situation, 'candidate' | 'destination' | 'standing'>,
  { holds }: LogState,
): HoldChange | undefined {
  const { planned } = request;
  if (planned ? planned.hold === undefined : !isByName(request.selector)) return undefined;
  const hold = holds[placeKey(destination.arn, candidate.set.ref.version)];
  const { digest } = candidate;
  if (hold?.set === digest) return undefined;
  const wanted = planned?.hold ?? (standing === 'older' ? 'placed' : standing === 'ahead' ? 'lifted' : undefined);
  if (wanted === 'placed') return { action: 'placed', set: digest };
  return wanted === 'lifted' && hold ? { action: 'lifted', set: hold.set } : undefined;
}

/** The event of a change; undefined when there is none. */
export function holdEvent(
  change: HoldChange | undefined,
  { version, to, by, reason }: { version: string; to: string; by?: string | undefined; reason?: string },
): HoldBody | undefined {
  if (!change) return undefined;
  return {
    type: `hold.${change.action}`,
    version,
    to,
    set: change.set,
    ...(reason === undefined ? {} : { reason }),
    ...(by === undefined ? {} : { by }),
  };
}
