import type { Comparison, Count, Finding } from '../measure/finding.ts';
import type { Summary } from '../measure/summary.ts';

/** `1.24 s`, `43 ms`, `1.9 ms`. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** The median, and where it lies: `43 ms (40 ms to 51 ms)`. */
export function spread(summary: Summary): string {
  const { count, max, median, min } = summary;
  return count === 1 ? duration(median) : `${duration(median)} (${duration(min)} to ${duration(max)})`;
}

/** The cells of a finding: row, what, ours, against, theirs, ratio, target, verdict. */
export function cells(finding: Finding): readonly string[] {
  const { row, what } = finding;
  if (finding.kind === 'failed') return [String(row), what, '', '', '', '', '', 'failed'];
  if (finding.kind === 'count')
    return [String(row), what, amount(finding), '', '', '', limit(finding), verdict(finding)];
  const { against, other, ours } = finding;
  return [String(row), what, spread(ours), against, spread(other), ratio(finding), target(finding), verdict(finding)];
}

export const HEADINGS: readonly string[] = ['row', 'what', 'ours', 'against', 'theirs', 'ratio', 'target', ''];

function ratio(finding: Comparison): string {
  const faster = finding.target === undefined || 'faster' in finding.target;
  return faster ? `${finding.ratio.toFixed(2)}x faster` : `${finding.ratio.toFixed(2)}x the time`;
}

function target({ target }: Comparison): string {
  if (target === undefined) return '';
  return 'faster' in target ? `${target.faster}x faster` : `within ${target.within}x`;
}

function amount({ unit, value }: Count): string {
  return `${Number.isInteger(value) ? value : value.toFixed(0)} ${unit}`;
}

function limit({ atMost, unit }: Count): string {
  if (atMost === undefined) return '';
  return atMost === 0 ? `0 ${unit}` : `under ${atMost} ${unit}`;
}

function verdict({ met }: { readonly met?: boolean }): string {
  if (met === undefined) return '';
  return met ? 'met' : 'MISSED';
}
