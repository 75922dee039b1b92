import { describe, expect, it } from 'vitest';

import { alternate } from './alternate.ts';

describe('alternate', () => {
  it('runs the contenders by turns, and leaves warm-ups out', async () => {
    const seen: string[] = [];
    const contender = (name: string, ms: number) => ({
      prepare: async (round: number) => void seen.push(`prepare ${name}${round}`),
      run: async (round: number) => {
        seen.push(`${name}${round}`);
        return ms + round;
      },
    });
    const times = await alternate({ a: contender('a', 10), b: contender('b', 20) }, 2, 1);
    expect(seen.filter((one) => !one.startsWith('prepare'))).toEqual(['a-1', 'b-1', 'a0', 'b0', 'a1', 'b1']);
    expect(seen.slice(0, 2)).toEqual(['prepare a-1', 'a-1']);
    expect(times).toEqual({
      a: { count: 2, median: 10.5, min: 10, max: 11 },
      b: { count: 2, median: 20.5, min: 20, max: 21 },
    });
  });
});
