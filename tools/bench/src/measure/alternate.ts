import { type Summary, summarise } from './summary.ts';

/** One of the things that are compared. */
export interface Contender {
  /** What each round needs; not measured. */
  prepare?(round: number): Promise<void>;
  /** Does it once, and answers how long it took, in milliseconds. */
  run(round: number): Promise<number>;
  /** Checks and removes what the round made; not measured. */
  after?(round: number): Promise<void>;
}

/**
 * Runs the contenders by turns, A B C A B C, so that what else the machine does meets all of them alike. Rounds count from 0;
 * `warmUps` (default 0) rounds come before them, numbered downwards from -1, and do not count.
 */
export async function alternate<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  rounds: number,
  warmUps = 0,
): Promise<Readonly<Record<Name, Summary>>> {
  const names = Object.keys(contenders) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of names) {
      const contender = contenders[name];
      await contender.prepare?.(round);
      const ms = await contender.run(round);
      await contender.after?.(round);
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  const entries = names.map((name) => [name, summarise(times.get(name) ?? [])] as const);
  return Object.fromEntries(entries) as Record<Name, Summary>;
}
