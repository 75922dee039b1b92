import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOURNEYS, killedBefore, requestsOf } from '../src/crash-matrix.ts';
import { EngineWorld } from '../src/engine-world.ts';

/** The part of the matrix that every run takes; all of it is in crash-matrix.heavy.test.ts. */
const KILLS = 3;
const SAMPLED = ['pypi replace', 'generic assemble', 'npm activate'];

describe('a command that is killed', () => {
  let world: EngineWorld;
  beforeAll(async () => {
    world = await EngineWorld.start();
  });
  afterAll(() => world?.close());

  it.each(SAMPLED)(`leaves what another run ends right: %s`, async (name) => {
    const journey = JOURNEYS.find(({ format, kind }) => `${format} ${kind}` === name);
    if (!journey) throw new Error(`there is no ${name}`);
    const requests = await requestsOf(world, journey);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const nth = Math.round((kill * requests) / (KILLS + 1));
      expect(await killedBefore(world, journey, nth, `${name.replace(' ', '')}${nth}`), `request ${nth}`).toEqual([]);
    }
    console.info(`crash matrix: a sample of ${requests} requests of ${name}: ${KILLS} kills`);
  });
});
