import { describe, expect, it } from 'vitest';
import { interruptEachCall } from '../../test/interrupt-direct.ts';
import { DIRECT_KINDS } from '../../test/without-transit.ts';

const faults = (['before', 'after'] as const).flatMap((when) =>
  (['retryable', 'killed'] as const).map((kind) => ({ when, kind })),
);

describe.each(DIRECT_KINDS)('a promotion without a transit that is interrupted: $name', (direct) => {
  it.each(faults)('ends right after any call failed ($kind, $when its effect)', async (fails) => {
    expect(await interruptEachCall(direct, fails)).toBeGreaterThan(10);
  });
});
