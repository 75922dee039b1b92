import type { PromotedAsset, PromotionResult } from '../promotion/request.ts';
import type { OutsideSituation } from './look-outside.ts';

/** What happened to each file of the set. */
export function assetOutcomes(
  { candidate, offered }: OutsideSituation,
  outcome: PromotionResult['outcome'],
): PromotedAsset[] {
  const there = new Map(offered.map(({ name, sha256 }) => [name, sha256]));
  return candidate.set.entries.map(({ name, sha256, size }) => {
    const base = { name, size, sha256 };
    if (there.get(name) === sha256) return { ...base, outcome: 'already-there' };
    if (outcome === 'refused') return { ...base, outcome: 'not-promoted' };
    return { ...base, outcome: outcome === 'planned' ? 'planned' : 'promoted' };
  });
}
