import { describe, expect, it } from 'vitest';

import { compare, count } from './finding.ts';
import { summarise } from './summary.ts';

const ms = (value: number) => summarise([value]);

describe('compare', () => {
  it.each([
    [100, 400, { faster: 4 }, 4, true],
    [100, 399, { faster: 4 }, 3.99, false],
    [130, 100, { within: 1.3 }, 1.3, true],
    [131, 100, { within: 1.3 }, 1.31, false],
  ])('judges %d ms against %d ms by %j', (ours, other, target, ratio, met) => {
    const result = compare(1, 'this', { against: 'that', ours: ms(ours), other: ms(other), target });
    expect(result).toMatchObject({ ratio, met });
  });

  it('judges nothing without a target', () => {
    expect(compare(1, 'this', { against: 'that', ours: ms(1), other: ms(2) })).not.toHaveProperty('met');
  });
});

describe('count', () => {
  it('is met up to its limit', () => {
    expect(count(8, 'writes', { value: 0, unit: 'writes', atMost: 0 }).met).toBe(true);
    expect(count(8, 'writes', { value: 1, unit: 'writes', atMost: 0 }).met).toBe(false);
  });
});
