import { readFile } from 'node:fs/promises';
import type { TestCounts, VerdictResult } from '@buildset/core';
import { CliError } from '../cli-error.ts';

export interface Reports {
  readonly junit: readonly string[];
  readonly tap: readonly string[];
}

/** The counts of all reports together; undefined when there is none. Throws `report-invalid` or `file-not-found`. */
export async function readReports({ junit, tap }: Reports): Promise<TestCounts | undefined> {
  const counts: TestCounts[] = [];
  for (const file of junit) counts.push((await import('./junit.ts')).readJunit(await textOf(file), file));
  for (const file of tap) counts.push(await (await import('./tap.ts')).readTap(await textOf(file), file));
  if (counts.length === 0) return undefined;
  return counts.reduce((sum, one) => ({
    passed: sum.passed + one.passed,
    warned: sum.warned + one.warned,
    failed: sum.failed + one.failed,
    skipped: sum.skipped + one.skipped,
    failedTests: [...sum.failedTests, ...one.failedTests],
  }));
}

/** What reports say as a whole. */
export function resultOf({ failed, warned }: TestCounts): VerdictResult {
  if (failed > 0) return 'failed';
  return warned > 0 ? 'warned' : 'passed';
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const next = 'Check the path; a test run that wrote no report has proved nothing.';
    throw new CliError('report-unreadable', `${file} cannot be read.`, { cause, next });
  }
}
