import type { ActivationRequest, AttachedBuild, FormatAdapter, PromotionResult } from '@buildset/core';
import type { Target } from '../config/stages.ts';
import type { Connection } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import { type ActivateOptions, activateSet } from './activate-set.ts';

/**
 * After a build was attached, the newest build for the repository becomes active, which is this one unless a later one
 * was quicker. A set without a tag has no place in that order, and becomes active itself.
 */
export async function activateNewest(
  { buildTag, digest, set }: Pick<AttachedBuild, 'buildTag' | 'digest' | 'set'>,
  request: Omit<ActivationRequest, 'ref' | 'selector'>,
  ports: { readonly connection: Connection; readonly format: FormatAdapter },
  context: Context,
  options: ActivateOptions = {},
): Promise<PromotionResult> {
  const selector = buildTag === undefined ? ({ by: 'set', digest } as const) : ({ by: 'last' } as const);
  return await activateSet({ ...request, ref: set.ref, selector }, ports, context, options);
}

/** Whether a stage takes sets by a promotion or an activation by name only: it asks for something, or says so. */
export function isGuarded(target: Pick<Target, 'activate'> | undefined): boolean {
  return target?.activate === false;
}
