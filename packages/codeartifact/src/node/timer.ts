import { setTimeout as sleep } from 'node:timers/promises';
import type { Timer } from '@buildset/core';

/** Waits by this machine's monotonic timer; rejects with an AbortError when the signal is aborted. */
export const nodeTimer: Timer = {
  async sleep(ms, signal) {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  },
};
