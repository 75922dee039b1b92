import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { runProgram } from '@buildset/testkit/program';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const FIXTURE = fileURLToPath(new URL('./fixture', import.meta.url));

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string }[] }[];
}

async function runFixture(env: Record<string, string>): Promise<{ status: number | null; report: Report }> {
  const args = [VITEST, 'run', '--reporter=json', `--root=${FIXTURE}`];
  const result = await runProgram(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status: result.code, report: JSON.parse(result.stdout) };
}

describe('describeWithClients', () => {
  describe('when there are no clients', () => {
    it('counts every test as skipped, without its hooks, and says why', async () => {
      const { status, report } = await runFixture({});
      expect(status).toBe(0);
      expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 0, numPendingTests: 2 });
      expect(report.testResults[0]?.assertionResults.map(({ fullName }) => fullName)).toContain(
        'twine [skipped: no python3 here] uploads twice',
      );
    });

    it('fails where BUILDSET_REQUIRE_CLIENTS=1 asks for them', async () => {
      const { status, report } = await runFixture({ BUILDSET_REQUIRE_CLIENTS: '1' });
      expect(status).toBe(1);
      expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 1, numPendingTests: 2 });
    });
  });
});
