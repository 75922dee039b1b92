import { setTimeout as pause } from 'node:timers/promises';

const LOOK_AGAIN_MS = 10;

/**
 * The first answer of `look` that is not undefined: for a state of another process that announces itself to nobody.
 * Throws after `timeoutMs` (default 150,000), naming what was waited for.
 */
export async function until<Result>(
  what: string,
  look: () => Promise<Result | undefined>,
  timeoutMs = 150_000,
): Promise<Result> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const result = await look();
    if (result !== undefined) return result;
    if (performance.now() > deadline) throw new Error(`after ${timeoutMs} ms still waiting for ${what}`);
    await pause(LOOK_AGAIN_MS);
  }
}
