import { describe, expect, it } from 'vitest';
import { type Journey, JOURNEYS, killedBefore, requestsOf } from '../src/crash-matrix.ts';
import { EngineWorld } from '../src/engine-world.ts';

/** A server's requests and its gate are one for all its clients, so each lane has servers of its own. */
const LANES = 2;
const MAY_TAKE_MS = 120 * 60_000;

describe('a command that is killed before any of its requests', () => {
  it('leaves the old state or the new one, and another run ends right', { timeout: MAY_TAKE_MS }, async () => {
    const left = [...JOURNEYS];
    const walked: Walked[] = [];
    const lane = async (): Promise<void> => {
      for (let journey = left.shift(); journey; journey = left.shift()) walked.push(await walk(journey));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(walked.flatMap(({ faulty }) => faulty)).toEqual([]);
    const kills = walked.reduce((sum, one) => sum + one.kills, 0);
    console.info(`crash matrix: ${walked.length} commands, ${kills} kills, one before each request`);
  });
});

interface Walked {
  readonly kills: number;
  /** What was wrong after which of them. */
  readonly faulty: readonly string[];
}

async function walk(journey: Journey): Promise<Walked> {
  const { format, kind, overwriting } = journey;
  const what = `${format} ${kind}, overwriting is to ${overwriting}`;
  const world = await EngineWorld.start(overwriting);
  try {
    const requests = await requestsOf(world, journey);
    const faulty: string[] = [];
    let kills = 0;
    for (let nth = 1; nth <= requests; nth += 1) {
      const wrong = await killedBefore(world, journey, nth, `${format}${kind}${nth}`);
      if (!wrong) break;
      kills = nth;
      if (wrong.length === 0) continue;
      faulty.push(`${what}, request ${nth}: ${wrong.join('; ')}`);
      console.info(`crash matrix: ${faulty.at(-1)}`);
    }
    console.info(`crash matrix: ${what}: ${kills} kills, ${faulty.length} ended wrong`);
    return { kills, faulty };
  } finally {
    await world.close();
  }
}
