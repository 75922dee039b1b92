import { readConfigureGlobal } from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('property tests', () => {
  it('draw their cases from BUILDSET_SEED', () => {
    const { BUILDSET_SEED: seed } = process.env;
    expect(readConfigureGlobal().seed).toBe(seed ? Number(seed) : undefined);
  });
});
