import { expect, inject, it } from 'vitest';

import { guideFile, walkGuide } from '../src/guides/walk-guide.ts';
import type { Start } from '../src/guides/world.ts';

/** UPDATE_GUIDES=1 writes the outputs that come into the guides. */
const update = process.env['UPDATE_GUIDES'] === '1';

/** Declares a test of each guide. */
export function showWhatComes(guides: readonly (readonly [name: string, start: Start])[]): void {
  it.each(guides)('%s.md shows what comes', { timeout: 600_000 }, async (name, start) => {
    expect(await walkGuide(guideFile(name), { start, clients: inject('clients'), update })).toBe('');
  });
}
