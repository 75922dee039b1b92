import { describe, expect, it } from 'vitest';
import { CodedError } from '../coded-error.ts';
import { MemoryClock } from '../memory/memory-clock.ts';
import { retrying } from './retry.ts';

describe('retrying', () => {
  it.each([
    ['as often as it may', new CodedError('network', 'Not now.', { retryable: true }), 4],
    ['once what was given up', new CodedError('network', 'Not now.', { retryable: true }).giveUp(), 1],
    ['once what will not succeed', new CodedError('conflict', 'Never.'), 1],
  ])('tries %s', async (_name, error, attempts) => {
    let tried = 0;
    const work = async (): Promise<never> => {
      tried += 1;
      throw error;
    };
    await expect(retrying(new MemoryClock(), work)).rejects.toBe(error);
    expect(tried).toBe(attempts);
    expect(error.isWorthAnotherTry).toBe(false);
  });
});
