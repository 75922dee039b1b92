import { CodedError } from '../coded-error.ts';
import type { Timer } from '../ports/clock.ts';

const ATTEMPTS = 4;

/**
 * Does `work` again when it fails with an error that says it may succeed, unless it was given up by whoever threw it; what
 * it did must be harmless to repeat.
 */
export async function retrying<Result>(timer: Timer, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CodedError) || !error.isWorthAnotherTry) throw error;
      if (attempt === ATTEMPTS) throw error.giveUp();
      await timer.sleep(250 * 2 ** attempt);
    }
  }
}
