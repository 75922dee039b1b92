import { MemoryClock } from '@buildset/core';
import { describe, expect, it } from 'vitest';
import { TokenSource } from './token-source.ts';

function sourceOf(lifeMs: number) {
  const clock = new MemoryClock();
  let fetched = 0;
  const source = new TokenSource(async () => {
    fetched += 1;
    return { value: `token-${fetched}`, expiresAt: new Date(clock.now().getTime() + lifeMs) };
  }, clock);
  return { clock, source };
}

const HOUR = 3_600_000;

describe('TokenSource', () => {
  it('asks once, however many want it', async () => {
    const { source } = sourceOf(HOUR);
    expect(await Promise.all([source.token(), source.token(), source.token()])).toEqual(Array(3).fill('token-1'));
    expect(await source.token()).toBe('token-1');
  });

  it.each([
    [HOUR, HOUR - 5 * 60_000],
    [10 * 60_000, 8 * 60_000],
  ])('replaces one that lives %i ms after %i ms', async (lifeMs, replacedAt) => {
    const { source, clock } = sourceOf(lifeMs);
    await source.token();
    clock.advance(replacedAt - 1);
    expect(await source.token()).toBe('token-1');
    clock.advance(1);
    expect(await source.token()).toBe('token-2');
  });

  it('forgets a refused one, but not the one that has replaced it', async () => {
    const { source } = sourceOf(HOUR);
    await source.token();
    source.refuse((token) => token === 'token-1');
    expect(await source.token()).toBe('token-2');
    source.refuse((token) => token === 'token-1');
    expect(await source.token()).toBe('token-2');
  });

  it('asks again after a failure', async () => {
    let fails = true;
    const clock = new MemoryClock();
    const source = new TokenSource(async () => {
      if (fails) throw new Error('refused');
      return { value: 'token', expiresAt: new Date(clock.now().getTime() + HOUR) };
    }, clock);
    await expect(source.token()).rejects.toThrow('refused');
    fails = false;
    expect(await source.token()).toBe('token');
  });
});
