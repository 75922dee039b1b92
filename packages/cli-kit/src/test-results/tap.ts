import type { TestCounts } from '@buildset/core';
import { CliError } from '../cli-error.ts';

/** Counts the tests of a TAP report; `# TODO` failures only warn. Throws `report-invalid`. */
export async function readTap(text: string, file: string): Promise<TestCounts> {
  const { Parser } = await import('tap-parser');
  const parser = new Parser();
  const failedTests: string[] = [];
  const counts = { passed: 0, warned: 0, failed: 0, skipped: 0 };
  parser.on('assert', (result: { ok: boolean; name: string; todo?: unknown; skip?: unknown }) => {
    if (result.skip !== undefined && result.skip !== false) counts.skipped += 1;
    else if (result.ok) counts.passed += 1;
    else if (result.todo !== undefined && result.todo !== false) counts.warned += 1;
    else {
      counts.failed += 1;
      failedTests.push(result.name);
    }
  });
  parser.end(text);
  const total = counts.passed + counts.warned + counts.failed + counts.skipped;
  // A report that breaks off or bails out has not proved what it did not reach.
  const isWhole = parser.bailedOut === false && parser.planEnd === total;
  if (total > 0 && isWhole) return { ...counts, failedTests };
  throw new CliError(
    'report-invalid',
    `${file} is not a whole TAP report: ${total} test(s), planned ${parser.planEnd}.`,
    {
      next: 'Give the whole output of the test run, with its plan (1..N).',
    },
  );
}
