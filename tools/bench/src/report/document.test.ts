import { describe, expect, it } from 'vitest';

import { compare } from '../measure/finding.ts';
import { summarise } from '../measure/summary.ts';
import { ROWS } from '../rows/rows.ts';
import { document } from './document.ts';

const machine = {
  date: '2026-01-02',
  cpu: 'A CPU',
  cores: 2,
  memoryGiB: 8,
  system: 'Linux 6',
  versions: { Node: '20.0.0' },
};
const startup = (ours: number) =>
  compare(3, 'buildset --version', {
    against: 'node -e 0',
    ours: summarise([ours]),
    other: summarise([40]),
    target: { within: 1.3 },
    notes: ['a note'],
  });
const page = (ours: number) => document({ schemaVersion: 1, machine, findings: [startup(ours)] }, ROWS);

describe('document', () => {
  it('says which machine and which programs', () => {
    expect(page(40)).toContain('A CPU, 2 cores, 8 GiB, Linux 6; Node 20.0.0.');
  });

  it('describes the rows that were measured, and no others', () => {
    expect(page(40).match(/^- row \d+, \*\*.*?\*\*/gm)).toEqual(['- row 3, **startup**']);
  });

  it('says that all targets are met', () => {
    expect(page(40)).toContain('Every target is met.');
  });

  it('says plainly which target is missed', () => {
    expect(page(80)).toContain('- row 3, buildset --version: 2.00x the time of node -e 0; the target is within 1.3x');
  });

  it('has the notes', () => {
    expect(page(40)).toContain('- row 3, buildset --version: a note');
  });
});
