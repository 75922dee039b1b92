import { describe, expect, it } from 'vitest';
import { killRounds } from './kill-rounds.ts';

const rounds = 200;

describe('a server that is killed under load', () => {
  it('loses no upload that it acknowledged, and shows no half one', { timeout: 3_600_000 }, async () => {
    const { acknowledged, wrong, folder } = await killRounds(rounds, 'kill-rounds-all');
    expect(wrong).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
    expect(folder).toMatchObject({ missing: [], damaged: [], orphans: [] });
  });
});
