import { describe, expect, it } from 'vitest';

import { compare, count } from '../measure/finding.ts';
import { summarise } from '../measure/summary.ts';
import { markdownTable, textTable } from './table.ts';

const findings = [
  compare(1, 'promote', {
    against: 'curl | curl',
    ours: summarise([900, 1000, 1200]),
    other: summarise([4500]),
    target: { faster: 4 },
    notes: ['calls: 7'],
  }),
  compare(3, '--version', {
    against: 'node -e 0',
    ours: summarise([60]),
    other: summarise([40]),
    target: { within: 1.3 },
  }),
  count(8, 're-run', { value: 0, unit: 'writes', atMost: 0 }),
];

describe('textTable', () => {
  it('aligns the columns, and has the notes below their line', () => {
    expect(`\n${textTable(findings)}\n`).toMatchInlineSnapshot(`
      "
      row  what       ours                       against      theirs  ratio           target
      1    promote    1.00 s (900 ms to 1.20 s)  curl | curl  4.50 s  4.50x faster    4x faster    met
           calls: 7
      3    --version  60 ms                      node -e 0    40 ms   1.50x the time  within 1.3x  MISSED
      8    re-run     0 writes                                                        0 writes     met
      "
    `);
  });
});

describe('markdownTable', () => {
  it('keeps a bar within its cell', () => {
    expect(markdownTable(findings)).toContain('| curl \\| curl |');
  });

  it('has one line for each finding, below the heading', () => {
    expect(markdownTable(findings).split('\n')).toHaveLength(findings.length + 2);
  });
});
