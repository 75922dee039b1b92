import { describe, expect, it } from 'vitest';
import { readJunit } from './junit.ts';
import { resultOf } from './read-reports.ts';
import { readTap } from './tap.ts';

const JUNIT = `<?xml version="1.0"?>
<testsuites><testsuite name="s" tests="4">
  <testcase classname="a.B" name="works"/>
  <testcase classname="a.B" name="breaks"><failure message="no &amp; no">x</failure></testcase>
  <testcase name="explodes"><error/></testcase>
  <testcase name="later"><skipped/></testcase>
</testsuite></testsuites>`;

describe('readJunit', () => {
  it('counts cases and names those that failed', () => {
    const counts = readJunit(JUNIT, 'report.xml');
    expect(counts).toEqual({ passed: 1, warned: 0, failed: 2, skipped: 1, failedTests: ['a.B.breaks', 'explodes'] });
    expect(resultOf(counts)).toBe('failed');
  });

  it.each([
    ['no XML', 'passed!'],
    ['a report that breaks off', JUNIT.slice(0, 200)],
    ['a report without tests', '<testsuites/>'],
  ])('refuses %s', (_what, text) => {
    expect(() => readJunit(text, 'report.xml')).toThrow(
      expect.objectContaining({ code: 'report-invalid', message: expect.stringMatching(/[^.]\.$/) }),
    );
  });
});

describe('readTap', () => {
  it('counts tests; a failing TODO only warns', async () => {
    const text = 'TAP version 13\nok 1 - a\nnot ok 2 - b # TODO later\nok 3 - c # SKIP no\n1..3\n';
    const counts = await readTap(text, 'out.tap');
    expect(counts).toEqual({ passed: 1, warned: 1, failed: 0, skipped: 1, failedTests: [] });
    expect(resultOf(counts)).toBe('warned');
  });

  it('names those that failed', async () => {
    expect(await readTap('1..2\nok 1 - a\nnot ok 2 - b\n', 'out.tap')).toMatchObject({ failed: 1, failedTests: ['b'] });
  });

  it.each([
    ['a run that broke off', '1..3\nok 1 - a\n'],
    ['a run that bailed out', '1..1\nok 1 - a\nBail out! no\n'],
    ['no TAP', 'all good\n'],
  ])('refuses %s', async (_what, text) => {
    await expect(readTap(text, 'out.tap')).rejects.toMatchObject({ code: 'report-invalid' });
  });
});
