import type { TestCounts } from '@buildset/core';
import sax from 'sax';
import { CliError } from '../cli-error.ts';

/**
 * Counts the test cases of a JUnit report: an `error` or a `failure` inside one fails it, `skipped` skips it. Throws
 * `report-invalid` for what is no such report, or holds no test at all.
 */
export function readJunit(text: string, file: string): TestCounts {
  const counts = { passed: 0, warned: 0, failed: 0, skipped: 0 };
  const failedTests: string[] = [];
  const parser = sax.parser(true);
  let test: { readonly name: string; result: 'passed' | 'failed' | 'skipped' } | undefined;
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- sax has no other way
  parser.onerror = (error) => {
    throw invalid(file, error.message.split('\n')[0]?.replace(/\.$/, '') ?? 'it is no XML');
  };
  parser.onopentag = ({ attributes, name }) => {
    if (name === 'testcase') test = { name: testName(attributes), result: 'passed' };
    else if (test && (name === 'failure' || name === 'error')) test.result = 'failed';
    else if (test && name === 'skipped' && test.result === 'passed') test.result = 'skipped';
  };
  parser.onclosetag = (name) => {
    if (name !== 'testcase' || !test) return;
    counts[test.result] += 1;
    if (test.result === 'failed') failedTests.push(test.name);
    test = undefined;
  };
  parser.write(text).close();
  if (counts.passed + counts.failed + counts.skipped === 0) throw invalid(file, 'it holds no test case');
  return { ...counts, failedTests };
}

function testName(attributes: Readonly<Record<string, unknown>>): string {
  const { classname, name } = attributes;
  return [classname, name].filter((part) => typeof part === 'string' && part !== '').join('.');
}

function invalid(file: string, why: string): CliError {
  return new CliError('report-invalid', `${file} is not a JUnit report: ${why}.`, {
    next: 'Give the XML file that the test runner wrote; an empty report is no proof that tests passed.',
  });
}
