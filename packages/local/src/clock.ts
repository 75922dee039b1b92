/** The service's time: the machine's, moved by an offset that a test may steer. */
export interface Clock {
  /** Milliseconds since the epoch, as the service says it. */
  readonly now: () => number;
  /** Milliseconds since the epoch by the machine. */
  readonly machineNow: () => number;
  /** How far the service is ahead of the machine, in milliseconds. */
  offsetMs(): number;
  setOffset(offsetMs: number): void;
}

/** Farther than any lease or token lasts, and far from where dates end. */
export const maxOffsetMs = 100 * 366 * 24 * 3_600_000;

export function steerableClock(machineNow: () => number, initialOffsetMs: number): Clock {
  let offset = checkedOffset(initialOffsetMs);
  return {
    now: () => machineNow() + offset,
    machineNow,
    offsetMs: () => offset,
    setOffset: (offsetMs) => {
      offset = checkedOffset(offsetMs);
    },
  };
}

/** Throws RangeError for what is no whole number of milliseconds, or more than a hundred years. */
function checkedOffset(offsetMs: number): number {
  if (Number.isSafeInteger(offsetMs) && Math.abs(offsetMs) <= maxOffsetMs) return offsetMs;
  throw new RangeError(`a clock's offset is a whole number of milliseconds, a hundred years at most: not ${offsetMs}`);
}
