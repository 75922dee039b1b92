import { nodeTimer } from '@buildset/codeartifact';
import { Log, placeHold, repositoryArn } from '@buildset/core';
import { expect, it } from 'vitest';
import { EngineWorld } from '../src/engine-world.ts';
import { FORMATS, refOf } from '../src/made-builds.ts';

const WRITERS = 50;

it(`keeps every event of ${WRITERS} writers at once: dense numbers, a whole chain, few requests`, async () => {
  const world = await EngineWorld.start();
  const ref = refOf('pypi', 'contended');
  const ports = await world.ports(FORMATS.pypi);
  const digest = `sha256:${'a'.repeat(64)}` as Parameters<typeof placeHold>[0]['set'];
  const all = await Promise.all(Array.from({ length: WRITERS }, () => world.ports(FORMATS.pypi, nodeTimer())));
  await Promise.all(
    all.map(({ destination, home }, index) => {
      const to = repositoryArn({ ...destination.ref, repository: `stage-${index}` });
      return placeHold({ ref, to, set: digest }, home);
    }),
  );
  const log = new Log(ports.home, ref);
  const events = await log.readAll();
  expect(events.map(({ event }) => event.number)).toEqual(Array.from({ length: WRITERS }, (_, index) => index + 1));
  expect(events.map(({ event }) => event.prev)).toEqual([
    undefined,
    ...events.slice(0, -1).map(({ sha256 }) => sha256),
  ]);
  expect(Object.keys((await log.read()).holds)).toHaveLength(WRITERS);
  const calls: Record<string, number> = {};
  for (const { meter } of all) {
    for (const [operation, count] of Object.entries(meter.read().calls))
      calls[operation] = (calls[operation] ?? 0) + count;
  }
  const sum = Object.values(calls).reduce((total, count) => total + count, 0);
  console.info(`${WRITERS} writers: ${sum} requests, ${(sum / WRITERS).toFixed(1)} a writer: ${JSON.stringify(calls)}`);
  await world.close();
});
