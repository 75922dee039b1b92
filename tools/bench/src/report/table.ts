import type { Finding } from '../measure/finding.ts';
import { cells, HEADINGS } from './format.ts';

/** For a terminal: a line a finding, columns aligned, notes below. */
export function textTable(findings: readonly Finding[]): string {
  const lines = [HEADINGS, ...findings.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return findings
    .reduce(
      (all, finding, index) => {
        const notes = finding.notes.map((note) => `     ${note}`);
        return [...all, text(lines[index + 1] ?? []), ...notes];
      },
      [text(HEADINGS)],
    )
    .join('\n');
}

/** The same in Markdown, without the notes. */
export function markdownTable(findings: readonly Finding[]): string {
  return [
    markdownLine(HEADINGS),
    markdownLine(HEADINGS.map(() => '---')),
    ...findings.map((one) => markdownLine(cells(one))),
  ].join('\n');
}

function markdownLine(row: readonly string[]): string {
  return `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
