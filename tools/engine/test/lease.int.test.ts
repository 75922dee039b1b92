import { nodeTimer } from '@buildset/codeartifact';
import { LEASE_MS, Log, promote, type PromotionPorts, undo } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineWorld } from '../src/engine-world.ts';
import { attach, byBuild, FORMATS, refOf } from '../src/made-builds.ts';

describe('the lease of a package over the real adapter', () => {
  let world: EngineWorld;
  let number = 0;
  const newRef = () => refOf('pypi', `leased${(number += 1)}`);
  const newPorts = (): Promise<PromotionPorts> => world.ports(FORMATS.pypi);
  const promotion = (ref: ReturnType<typeof newRef>, tag: string, more = {}) =>
    ({ ref, selector: byBuild(tag), from: 'AbcDev', to: 'AbcStaging', exclusive: true, ...more }) as const;

  beforeAll(async () => {
    world = await EngineWorld.start();
  });
  afterAll(() => world?.close());

  async function prepared() {
    const ref = newRef();
    const ports = await newPorts();
    await attach(ports, ref, '22');
    await attach(ports, ref, '23');
    return { ref, ports };
  }
  const heldBy = async (ports: PromotionPorts, ref: ReturnType<typeof newRef>) =>
    ((await ports.destination.reader('AbcStaging').listAssets(ref))?.assets ?? []).map(({ name }) => name);

  /** A promotion that stands still at its first upload into the transit until it is let go, and soon enough to renew nothing. */
  async function paused(ref: ReturnType<typeof newRef>, tag: string) {
    const ports = await newPorts();
    let wake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    let stands = (): void => undefined;
    const standing = new Promise<void>((resolve) => {
      stands = resolve;
    });
    const { spool, home } = ports;
    const transit = new Proxy(home.transit, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return async (...args: readonly unknown[]) => {
          if (key === 'publishAsset') {
            stands();
            await asleep;
          }
          return await value.apply(target, args);
        };
      },
    });
    const work = promote(
      promotion(ref, tag),
      { ...ports, spool, home: { ...home, transit, timer: nodeTimer() } },
      { by: 'the paused one' },
    );
    work.catch(() => undefined);
    await standing;
    return { work, wake };
  }

  it('lets one of two promoters say who holds the lease, and the other finish', async () => {
    const { ref } = await prepared();
    const first = await paused(ref, '22');
    const refused = promote(promotion(ref, '23'), await newPorts(), { waitMs: 0 });
    await expect(refused).rejects.toMatchObject({
      code: 'lease-held',
      message: expect.stringContaining('the paused one'),
    });
    first.wake();
    expect(await first.work).toMatchObject({ outcome: 'promoted' });
  });

  it('lets the second of two promoters wait for the first', async () => {
    const { ports, ref } = await prepared();
    const first = await paused(ref, '22');
    const waited: string[] = [];
    const second = promote(promotion(ref, '23'), await newPorts(), {
      onEvent: (event) => {
        if (event.type !== 'waiting') return;
        waited.push(event.holder);
        first.wake();
      },
    });
    expect((await Promise.all([first.work, second])).map(({ outcome }) => outcome)).toEqual(['promoted', 'promoted']);
    expect(waited).toEqual(['the paused one']);
    expect(await heldBy(ports, ref)).toEqual([expect.stringContaining('-23-')]);
  });

  it('takes a dead lease over when it has run out by the service’s time, not before', async () => {
    const { ports, ref } = await prepared();
    await paused(ref, '22');
    const again = async () => await promote(promotion(ref, '23'), await newPorts(), { waitMs: 0 });
    await expect(again()).rejects.toMatchObject({ code: 'lease-held' });
    await world.steering.advance(LEASE_MS + 1000);
    expect(await again()).toMatchObject({ outcome: 'promoted' });
    expect(await heldBy(ports, ref)).toEqual([expect.stringContaining('-23-')]);
  });

  it('is not hurt by a paused run that wakes after a takeover: it ends, and what it left does no harm', async () => {
    const { ports, ref } = await prepared();
    const first = await paused(ref, '22');
    await world.steering.advance(LEASE_MS + 1000);
    const { id = '' } = await promote(promotion(ref, '23'), await newPorts(), { waitMs: 0 });
    first.wake();
    await expect(first.work).rejects.toMatchObject({ code: 'overtaken' });
    expect(await heldBy(ports, ref)).toEqual([expect.stringContaining('-23-')]);
    await undo({ pkg: ref, operationId: id }, ports);
    expect(await promote(promotion(ref, '22'), ports)).toMatchObject({ outcome: 'promoted' });
    expect(await heldBy(ports, ref)).toEqual([expect.stringContaining('-22-')]);
    expect(await ports.home.transit.listAssets(ref)).toBeUndefined();
    const { lease } = await new Log(ports.home, ref).read();
    expect(lease).toBeUndefined();
  });
});
