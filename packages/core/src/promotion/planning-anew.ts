import { CodedError, hasCode } from '../coded-error.ts';
import type { PackageRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { Log } from '../log/log.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Spool } from '../ports/spool.ts';
import type { PromotionOptions } from './request.ts';
import { Stripper } from './stripper.ts';

/** How often the world may move between planning and applying before a promotion gives up. */
const PLANNING_ATTEMPTS = 5;

/** What lasts through all attempts of a promotion: the log as far as it was read, and the sets that were stripped. */
export interface Lasting {
  readonly log: Log;
  readonly stripper: Stripper;
}

/**
 * Looks, plans and applies (`attempt`) until it ends well, at most five times: anew for an error of which `mayPlanAnew`
 * holds. Throws any other, and the last.
 */
export async function planningAnew<Result>(
  pkg: PackageRef,
  ports: { readonly format: FormatAdapter; readonly home: Home; readonly spool: Spool },
  { onEvent, signal }: PromotionOptions,
  attempt: (lasting: Lasting) => Promise<Result>,
  mayPlanAnew: (error: CodedError) => boolean,
): Promise<Result> {
  const log = new Log(ports.home, pkg);
  const stripper = new Stripper(ports);
  try {
    for (let count = 1; ; count += 1) {
      signal?.throwIfAborted();
      try {
        return await attempt({ log, stripper });
      } catch (error) {
        if (count === PLANNING_ATTEMPTS || !(error instanceof CodedError && mayPlanAnew(error))) throw error;
        onEvent?.({ type: 'replanned', because: error.message });
      }
    }
  } finally {
    await stripper.dispose();
  }
}

/** Whether what was observed has changed under an operation, so that planning it anew may succeed. */
export function hasMoved(error: CodedError): boolean {
  return hasCode(error, 'mismatched-revision', 'mismatched-status', 'changed', 'lease-lost', 'not-assembled');
}
