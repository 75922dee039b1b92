import { describe, expect, it } from 'vitest';
import { portsOf, REF, world } from '../../test/support.ts';
import { repositoryArn } from '../schema.ts';
import type { EventBody } from './event.ts';
import { Log } from './log.ts';
import { placeKey } from './state.ts';

const to = repositoryArn({ ...world().domain.ref, repository: 'AbcProd' });
const set = `sha256:${'a'.repeat(64)}` as const;

function hold(version: string): EventBody {
  return { type: 'hold.placed', version, to, set: set as never };
}

describe('Log', () => {
  it('is empty at first', async () => {
    const log = new Log(world().home, REF);
    expect(await log.read()).toEqual({ places: {}, holds: {} });
    expect(log.head.number).toBe(0);
  });

  it('numbers events densely and chains them', async () => {
    const log = new Log(world().home, REF);
    for (const version of ['1', '2', '3']) await log.append(() => hold(version));
    const events = await log.readAll();
    expect(events.map(({ event }) => event.number)).toEqual([1, 2, 3]);
    expect(events.map(({ event }) => event.prev)).toEqual([undefined, events[0]?.sha256, events[1]?.sha256]);
  });

  it('keeps every event of fifty concurrent writers', async () => {
    const w = world();
    const writers = Array.from({ length: 50 }, (_, index) => {
      const { home } = portsOf(w.domain, {}, index.toString(16));
      return new Log(home, REF).append(() => hold(`v${index}`));
    });
    await Promise.all(writers);
    const log = new Log(w.home, REF);
    const { holds } = await log.read();
    expect(Object.keys(holds)).toHaveLength(50);
    expect(await log.readAll()).toHaveLength(50);
  });

  it('reads a long log from its last checkpoint', async () => {
    const w = world();
    const log = new Log(w.home, REF);
    for (let index = 1; index <= 70; index += 1) await log.append(() => hold(`v${index}`));
    const before = w.meter.read().calls['GetPackageVersionAsset'] ?? 0;
    const { holds } = await new Log(w.home, REF).read();
    expect(Object.keys(holds)).toHaveLength(70);
    expect(holds[placeKey(to, 'v1')]).toBeDefined();
    expect((w.meter.read().calls['GetPackageVersionAsset'] ?? 0) - before).toBeLessThan(10);
  });

  it('costs one request to look again when nothing was added', async () => {
    const w = world();
    const log = new Log(w.home, REF);
    await log.append(() => hold('1'));
    const before = w.meter.read();
    await log.read();
    expect(w.meter.read().calls).toEqual({
      ...before.calls,
      GetPackageVersionAsset: (before.calls['GetPackageVersionAsset'] ?? 0) + 1,
    });
  });

  it('says which event was replaced', async () => {
    const w = world();
    const log = new Log(w.home, REF);
    for (const version of ['1', '2', '3']) await log.append(() => hold(version));
    await w.home.records.updateStatus(log.place(2), { to: 'Archived', expected: 'Published' });
    await w.home.records.deleteVersion(log.place(2), { expected: 'Archived' });
    await expect(new Log(w.home, REF).read()).rejects.toMatchObject({
      code: 'log-broken',
      message: expect.stringContaining('Event 2'),
    });
  });

  it('appends nothing when there is nothing to say', async () => {
    const w = world();
    const before = w.meter.read().writes;
    await new Log(w.home, REF).append(() => undefined);
    expect(w.meter.read().writes).toBe(before);
  });
});
