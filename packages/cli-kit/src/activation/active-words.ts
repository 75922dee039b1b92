import type { PromotionResult } from '@buildset/core';
import type { Target } from '../config/stages.ts';

/**
 * What has become of a build in the repository that it was kept for, as a sentence without its end. `verb` is that of the
 * command that keeps builds. `activation` is undefined where none was tried.
 */
export function activeWords(
  activation: PromotionResult | undefined,
  { gates, repository }: Target,
  verb: 'attach' | 'publish',
): string {
  if (activation?.outcome === 'refused') return `not made active in ${repository}`;
  if (!activation && gates?.from) {
    const from = gates.from.join(' or ');
    return `not in ${repository}, which takes builds from ${from} only: ${verb} it there, and promote it`;
  }
  if (!activation) return `not active in ${repository}: activate it, or promote it from there`;
  const builds = activation.set?.builds.join(', ') ?? '';
  const tags = (activation.tags ?? []).map(({ tag }) => tag).join(', ');
  return `${repository} holds ${builds === '' ? 'this set' : `build ${builds}`} now${tags === '' ? '' : `, tagged ${tags}`}`;
}
