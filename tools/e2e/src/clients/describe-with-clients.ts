/* oxlint-disable vitest/no-disabled-tests, vitest/no-conditional-tests, vitest/valid-describe-callback, vitest/require-top-level-describe, vitest/valid-title
   -- this is the one place that decides whether tests run: it declares them, it is no test. */
import { describe, expect, it } from 'vitest';

import type { MissingClients, PythonClients } from './python.ts';

/** What becomes of a suite: it runs, its tests are counted as skipped, or it fails for want of its clients. */
export type Verdict = 'run' | 'skip' | 'fail';

/** BUILDSET_REQUIRE_CLIENTS=1 turns a skip into a failure. */
export function verdictOn(clients: PythonClients | MissingClients, env: NodeJS.ProcessEnv = process.env): Verdict {
  if (clients.available) return 'run';
  return env['BUILDSET_REQUIRE_CLIENTS'] === '1' ? 'fail' : 'skip';
}

/**
 * A suite that needs real clients: `describeWithClients('twine', await pythonClients(), ({ run }) => { it(…) })`.
 * Where there are none its tests are counted as skipped and the suite's name says why; with BUILDSET_REQUIRE_CLIENTS=1
 * each skip comes with a test that fails. `body` may use `clients` inside tests and hooks only.
 */
export function describeWithClients(
  name: string,
  clients: PythonClients | MissingClients,
  body: (clients: PythonClients) => void,
): void {
  if (clients.available) {
    describe(name, () => body(clients));
    return;
  }
  const { reason } = clients;
  if (verdictOn(clients) === 'fail')
    it(`${name}: has its clients`, () => expect.fail(`BUILDSET_REQUIRE_CLIENTS=1, but ${reason}`));
  else console.warn(`${name}: skipped, ${reason}`);
  const nobody: PythonClients = { available: true, origin: 'path', run: () => Promise.reject(new Error(reason)) };
  describe.skip(`${name} [skipped: ${reason}]`, () => body(nobody));
}
