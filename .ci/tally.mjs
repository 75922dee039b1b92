// Prints the closing line of a CI run, `N passed, N failed, N skipped`, from vitest's JSON report and the names of the
// steps that failed: `node .ci/tally.mjs report.json [step…]`. A failed step, a test file that could not be loaded and
// a report that is missing or counts no test are failures each. Exit 1 when anything failed.
import { readFileSync } from 'node:fs';

const [file, ...failedSteps] = process.argv.slice(2);
const count = { passed: 0, skipped: 0 };
const failures = [];

try {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, status, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const passed = assertionResults.filter((test) => test.status === 'passed');
    count.passed += passed.length;
    count.skipped += assertionResults.length - failed.length - passed.length;
    failures.push(...failed.map((test) => `${name}: ${test.fullName}: ${test.failureMessages.join('\n')}`));
    // A file that throws while it is loaded has no failed test of its own.
    if (status === 'failed' && failed.length === 0) failures.push(`${name}: ${message}`);
  }
  if (count.passed + failures.length === 0) failures.push('no test ran');
} catch (error) {
  failures.push(`there is no report of the tests: ${error.message}`);
}

// The step `tests` counts by its tests; only where they do not say why it failed it counts itself.
const testsExplained = failures.length > 0;
const steps = failedSteps.filter((step) => step !== 'tests' || !testsExplained);
failures.push(...steps.map((step) => `the step "${step}" failed`));

for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`${count.passed} passed, ${failures.length} failed, ${count.skipped} skipped`);
process.exitCode = failures.length > 0 ? 1 : 0;
