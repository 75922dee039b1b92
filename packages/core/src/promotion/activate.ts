import type { VersionRef } from '../coordinates.ts';
import { promote } from './promote.ts';
import type { PromotionOptions, PromotionPorts, PromotionRequest, PromotionResult, Selector } from './request.ts';

export interface ActivationRequest extends Pick<
  PromotionRequest,
  'gates' | 'override' | 'dryRun' | 'tags' | 'keepDeprecation'
> {
  readonly ref: VersionRef;
  readonly selector: Selector;
  /** The repository whose version becomes the chosen set, by name. */
  readonly repository: string;
}

/**
 * Makes a repository's version exactly one of its recorded sets, for formats of which a version holds one build. What
 * it held is put on record before. Safe to run again, as `promote` is; a set that is active already costs no write.
 */
export async function activate(
  { repository, ...request }: ActivationRequest,
  ports: PromotionPorts,
  options: PromotionOptions = {},
): Promise<PromotionResult> {
  return await promote({ ...request, from: repository, to: repository, exclusive: true }, ports, options);
}
