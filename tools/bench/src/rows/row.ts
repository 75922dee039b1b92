import type { Finding } from '../measure/finding.ts';
import type { Python } from '../world/python.ts';

export interface Bench {
  /** A temporary folder for everything. */
  readonly temp: string;
  readonly python: Python;
  /** Small files and few rounds, to try the bench itself: its numbers say nothing. */
  readonly quick: boolean;
}

/** One row of the table of targets. */
export interface Row {
  readonly number: number;
  readonly name: string;
  /** Names that stand for several rows. */
  readonly groups: readonly string[];
  /** How it is measured: the end of a sentence. */
  readonly about: string;
  /** Leaves no process and no file behind. */
  run(bench: Bench): Promise<readonly Finding[]>;
}
