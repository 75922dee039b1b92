import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { writeFiles } from './fixture-workspace.ts';

const TALLY = fileURLToPath(new URL('../../../.ci/tally.mjs', import.meta.url));

function file(...statuses: readonly string[]): unknown {
  const assertionResults = statuses.map((status) => ({ status, fullName: 'a b', failureMessages: ['expected 1'] }));
  return {
    name: 'a.test.ts',
    status: statuses.includes('failed') ? 'failed' : 'passed',
    message: '',
    assertionResults,
  };
}

function tally(report: unknown, ...steps: readonly string[]): { status: number | null; lines: string[] } {
  const root = writeFiles(report === undefined ? {} : { 'report.json': report });
  const { status, stdout } = spawnSync(process.execPath, [TALLY, join(root, 'report.json'), ...steps], {
    encoding: 'utf8',
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe('.ci/tally.mjs', () => {
  it('counts the tests of every file', () => {
    const testResults = [file('passed', 'passed', 'skipped'), file('passed', 'pending', 'todo')];
    expect(tally({ testResults })).toEqual({ status: 0, lines: ['3 passed, 0 failed, 3 skipped'] });
  });

  it('names a failed test and fails', () => {
    expect(tally({ testResults: [file('passed', 'failed')] })).toEqual({
      status: 1,
      lines: ['FAILED a.test.ts: a b: expected 1', '1 passed, 1 failed, 0 skipped'],
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const broken = { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] };
    expect(tally({ testResults: [file('passed'), broken] })).toEqual({
      status: 1,
      lines: ['FAILED b.test.ts: no such module', '1 passed, 1 failed, 0 skipped'],
    });
  });

  it('counts each failed step', () => {
    expect(tally({ testResults: [file('passed')] }, 'lint', 'heavy sample')).toEqual({
      status: 1,
      lines: [
        'FAILED the step "lint" failed',
        'FAILED the step "heavy sample" failed',
        '1 passed, 2 failed, 0 skipped',
      ],
    });
  });

  it('counts the tests as a step only where no test says why they failed', () => {
    expect(tally({ testResults: [file('passed')] }, 'tests').lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped');
    expect(tally({ testResults: [file('failed')] }, 'tests').lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  it('fails when no test ran, and when there is no report', () => {
    expect(tally({ testResults: [] })).toEqual({
      status: 1,
      lines: ['FAILED no test ran', '0 passed, 1 failed, 0 skipped'],
    });
    expect(tally(undefined).lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });
});
