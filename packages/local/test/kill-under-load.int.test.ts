import { describe, expect, it } from 'vitest';
import { killRounds } from './kill-rounds.ts';

/** A sample; `kill-under-load.heavy.test.ts` has 200 rounds. */
const rounds = 4;

describe('a server that is killed under load', () => {
  it('loses no upload that it acknowledged, and shows no half one', async () => {
    const { acknowledged, wrong, folder } = await killRounds(rounds, 'kill-rounds');
    expect(wrong).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
    expect(folder).toMatchObject({ missing: [], damaged: [], orphans: [] });
  });
});
