import { setTimeout as sleep } from 'node:timers/promises';
import type { Timer } from '@buildset/core';

/**
 * Waits by this machine's monotonic timer; a wait rejects with an AbortError when its signal is aborted, or `until` where it
 * has none of its own.
 */
export function nodeTimer(until?: AbortSignal): Timer {
  return {
    async sleep(ms, signal = until) {
      await sleep(ms, undefined, signal === undefined ? {} : { signal });
    },
  };
}
