import { describe, expect, it } from 'vitest';
import { HttpDateClock } from './http-date-clock.ts';

const AT = 'Thu, 01 Jan 2026 00:00:00 GMT';

describe('HttpDateClock', () => {
  it('is the latest reply’s date plus what has passed since', () => {
    let elapsed = 50;
    const clock = new HttpDateClock(() => elapsed);
    clock.observe(AT);
    elapsed += 2500;
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:02.500Z');
  });

  it('does not go back for a date that is only cut to its second', () => {
    let elapsed = 0;
    const clock = new HttpDateClock(() => elapsed);
    clock.observe(AT);
    elapsed = 900;
    clock.observe(AT);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.900Z');
  });

  it('follows the service backwards and forwards', () => {
    const clock = new HttpDateClock(() => 0);
    clock.observe(AT);
    clock.observe('Thu, 01 Jan 2026 01:00:00 GMT');
    expect(clock.now().toISOString()).toBe('2026-01-01T01:00:00.000Z');
    clock.observe(AT);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('ignores what is no date', () => {
    const clock = new HttpDateClock(() => 0);
    clock.observe(AT);
    clock.observe('soon');
    clock.observe(undefined);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });
});
