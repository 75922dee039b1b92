import type { Timer } from '@buildset/core';
import { describe, expect, it } from 'vitest';
import { RateBudget, type Rates, secondsUnderQuotas } from './rate-budget.ts';

function budgetOf(rates: Rates) {
  const waits: number[] = [];
  const time = { now: 0 };
  const timer: Timer = {
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
  return { budget: new RateBudget(rates, timer, () => time.now), waits, time };
}

describe('RateBudget', () => {
  it('lets a second’s worth through at once and spaces what follows', async () => {
    const { budget, waits } = budgetOf('aws');
    for (let call = 0; call < 7; call += 1) await budget.take('CopyPackageVersions');
    expect(waits).toEqual([200, 400]);
  });

  it('recovers while nothing is asked', async () => {
    const { budget, waits, time } = budgetOf('aws');
    for (let call = 0; call < 5; call += 1) await budget.take('CopyPackageVersions');
    time.now = 1000;
    for (let call = 0; call < 5; call += 1) await budget.take('CopyPackageVersions');
    expect(waits).toEqual([]);
  });

  it('counts all writes together', async () => {
    const { budget, waits } = budgetOf({ writes: 2 });
    await budget.take('DeletePackage');
    await budget.take('CreateRepository');
    await budget.take('DescribeRepository');
    await budget.take('DeletePackageVersions');
    expect(waits).toEqual([500]);
  });

  it('waits for nothing with no budget', async () => {
    const { budget, waits } = budgetOf('none');
    for (let call = 0; call < 100; call += 1) await budget.take('CopyPackageVersions');
    expect(waits).toEqual([]);
  });
});

describe('the seconds under AWS quotas', () => {
  it.each([
    [{}, 0],
    [{ CopyPackageVersions: 5, DescribePackageVersion: 20 }, 0],
    [{ CopyPackageVersions: 6 }, 0.2],
    [{ PypiUpload: 12, CopyPackageVersions: 2 }, 0.2],
    [{ PublishPackageVersion: 30, GetPackageVersionAsset: 60 }, 2],
  ])('of %o are %d', (calls, seconds) => {
    expect(secondsUnderQuotas(calls)).toBeCloseTo(seconds);
  });
});
