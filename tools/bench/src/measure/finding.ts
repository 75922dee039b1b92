import type { Summary } from './summary.ts';

/** `faster`: the other takes at least so many times as long. `within`: ours takes at most so many times as long. */
export type Target = { readonly faster: number } | { readonly within: number };

interface About {
  /** The number of the row. */
  readonly row: number;
  readonly what: string;
  readonly notes: readonly string[];
}

/** Times in milliseconds. `ratio` is the one that the target is about; without a target the comparison is for information. */
export interface Comparison extends About {
  readonly kind: 'comparison';
  readonly against: string;
  readonly ours: Summary;
  readonly other: Summary;
  readonly ratio: number;
  readonly target?: Target;
  readonly met?: boolean;
}

/** Something counted: calls, bytes. Without `atMost` for information. */
export interface Count extends About {
  readonly kind: 'count';
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly met?: boolean;
}

/** A row that could not be measured; the notes say why. */
export interface Failed extends About {
  readonly kind: 'failed';
}

export type Finding = Comparison | Count | Failed;

export interface Sides {
  readonly against: string;
  readonly ours: Summary;
  readonly other: Summary;
  readonly target?: Target;
  readonly notes?: readonly string[];
}

export function compare(row: number, what: string, { against, ours, other, target, notes = [] }: Sides): Comparison {
  const about = { kind: 'comparison', row, what, against, ours, other, notes } as const;
  if (target === undefined) return { ...about, ratio: other.median / ours.median };
  if ('faster' in target) {
    const ratio = other.median / ours.median;
    return { ...about, target, ratio, met: ratio >= target.faster };
  }
  const ratio = ours.median / other.median;
  return { ...about, target, ratio, met: ratio <= target.within };
}

export interface Counted {
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly notes?: readonly string[];
}

export function count(row: number, what: string, { value, unit, atMost, notes = [] }: Counted): Count {
  const about = { kind: 'count', row, what, value, unit, notes } as const;
  return atMost === undefined ? about : { ...about, atMost, met: value <= atMost };
}
