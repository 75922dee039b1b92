import { describe, expect, it } from 'vitest';

import { summarise } from './summary.ts';

describe('summarise', () => {
  it.each([
    [[7], { count: 1, median: 7, min: 7, max: 7 }],
    [[30, 10, 20], { count: 3, median: 20, min: 10, max: 30 }],
    [[100, 9, 20, 10], { count: 4, median: 15, min: 9, max: 100 }],
  ])('takes the middle of %j', (values, summary) => {
    expect(summarise(values)).toEqual(summary);
  });

  it('refuses nothing at all', () => {
    expect(() => summarise([])).toThrow(RangeError);
  });
});
