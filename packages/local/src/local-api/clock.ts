import type { Clock } from '../clock.ts';

/** What `/_local/clock` shows. `now` is the service's time. */
export interface ClockState {
  readonly now: string;
  readonly offsetMs: number;
}

export function clockState(clock: Clock): ClockState {
  return { now: new Date(clock.now()).toISOString(), offsetMs: clock.offsetMs() };
}

/**
 * `{"advanceMs": N}` moves the service's time on (or back), `{"offsetMs": N}` sets how far it is from the machine's.
 * Throws RangeError for anything else.
 */
export function steerClock(clock: Clock, wish: unknown): ClockState {
  const entries = typeof wish === 'object' && wish !== null ? Object.entries(wish) : [];
  const [name, value] = entries[0] ?? [];
  if (entries.length !== 1 || typeof value !== 'number' || (name !== 'advanceMs' && name !== 'offsetMs')) {
    throw new RangeError('a clock takes {"advanceMs": N} or {"offsetMs": N}');
  }
  clock.setOffset(name === 'advanceMs' ? clock.offsetMs() + value : value);
  return clockState(clock);
}
