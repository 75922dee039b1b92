import { describe, expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

describe('inParallel', () => {
  it('keeps the order of the items, and to the limit', async () => {
    let active = 0;
    let most = 0;
    const results = await inParallel([3, 1, 2, 5], 2, async (item) => {
      active += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setTimeout(resolve, item));
      active -= 1;
      return item * 10;
    });
    expect(results).toEqual([30, 10, 20, 50]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure, and throws it', async () => {
    const begun: number[] = [];
    const work = inParallel([1, 2, 3], 1, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(begun).toEqual([1, 2]);
  });
});
