import type { ActivationRequest, AttachedBuild, FormatAdapter, PromotionResult } from '@buildset/core';
import type { Target } from '../config/stages.ts';
import type { Connection } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import { activateSet } from './activate-set.ts';

/**
 * After a build was attached, the newest build for the repository becomes active, which is this one unless a later one
 * was quicker. A set without a tag has no place in that order, and becomes active itself.
 */
export async function activateNewest(
  { buildTag, digest, set }: Pick<AttachedBuild, 'buildTag' | 'digest' | 'set'>,
  request: Omit<ActivationRequest, 'ref' | 'selector'>,
  ports: { readonly connection: Connection; readonly format: FormatAdapter },
  context: Context,
): Promise<PromotionResult> {
  const selector = buildTag === undefined ? ({ by: 'set', digest } as const) : ({ by: 'last' } as const);
  return await activateSet({ ...request, ref: set.ref, selector }, ports, context);
}

/** Whether a stage asks for something before it takes a set: then only a promotion or an activation by name does it. */
export function isGuarded(target: Pick<Target, 'gates'> | undefined): boolean {
  const { approvals = 0, checks = [], from, soakMs = 0 } = target?.gates ?? { stage: '' };
  return approvals > 0 || checks.length > 0 || soakMs > 0 || from !== undefined;
}
