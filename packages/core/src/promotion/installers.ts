import type { FormatAdapter } from '../ports/format-adapter.ts';

/** A slot in which installers take another asset than the chosen one. */
export interface Loser {
  readonly slot: string;
  readonly chosen: string;
  readonly winner: string;
}

/** The asset that installers take for each slot that the assets offer. */
export function winners(format: FormatAdapter, assets: readonly { readonly name: string }[]): Map<string, string> {
  const best = new Map<string, string>();
  for (const { name } of assets) {
    for (const slot of format.slotsOf(name)) {
      const present = best.get(slot);
      if (present === undefined || format.comparePreference(name, present) > 0) best.set(slot, name);
    }
  }
  return best;
}

/** The first slot of the chosen assets in which installers would take another one; undefined when there is none. */
export function notActive(
  format: FormatAdapter,
  held: readonly { readonly name: string }[],
  chosen: readonly { readonly name: string }[],
): Loser | undefined {
  const best = winners(format, held);
  const names = new Set(chosen.map(({ name }) => name));
  for (const { name } of chosen) {
    for (const slot of format.slotsOf(name)) {
      const winner = best.get(slot);
      if (winner !== undefined && !names.has(winner)) return { slot, chosen: name, winner };
    }
  }
  return undefined;
}
