import { describe, expect, it } from 'vitest';
import { FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import { genericBuild, genericWorld } from '../../test/generic-world.ts';
import { attach, build, namesIn, promotionOf, REF, world, type World } from '../../test/support.ts';
import { interruptEachCall } from '../../test/interrupt-direct.ts';
import { DIRECT_KINDS, processOn } from '../../test/without-transit.ts';
import { CodedError } from '../coded-error.ts';
import { LEASE_MS } from '../log/lease.ts';
import { activate } from './activate.ts';
import { promote } from './promote.ts';
import { undo } from './undo.ts';

const twoWheels = promotionOf('23');

async function holdingTwoWheels(): Promise<World> {
  const w = world({ transit: false });
  await attach(w, build('22'), build('23', ['linux', 'mac']));
  return w;
}

describe.each(DIRECT_KINDS)('a promotion without a transit of $name', (kind) => {
  const { isUsual = false, make, request, shown, shows } = kind;

  it('publishes into the destination, says what that costs, and writes nothing the second time', async () => {
    const w = await make();
    const result = await promote(request, processOn(w, 'a'));
    expect(result).toMatchObject({ outcome: 'promoted' });
    expect(await shown(w)).toBe(shows.at(-1));
    const isTold = result.warnings.join().includes('The build is published into AbcStaging');
    expect([result.route, isTold]).toEqual(isUsual ? [undefined, false] : ['direct', true]);
    const again = processOn(w, 'b');
    const before = w.meter.read().writes;
    expect(await promote(request, again)).toMatchObject({ outcome: 'already-there', id: result.id });
    expect(w.meter.read().writes - before).toBe(0);
  });

  it('is foreseen call by call', async () => {
    const w = await make();
    const ports = { ...processOn(w, 'a'), meter: w.meter };
    const start = w.meter.read();
    const { forecast } = await promote({ ...request, dryRun: true }, ports);
    const before = w.meter.read();
    await promote(request, ports);
    const made = w.meter.read();
    const since = (now: Readonly<Record<string, number>>, then: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.keys(now).map((one) => [one, (now[one] ?? 0) - (then[one] ?? 0)] as const));
    const nonZero = (counts: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
    expect(nonZero(since(forecast?.calls ?? {}, start.calls))).toEqual(nonZero(since(made.calls, before.calls)));
    const rights = forecast?.rights.filter(({ action }) => action === 'codeartifact:PublishPackageVersion');
    expect(rights?.map(({ repository }) => repository)).toEqual(['AbcStaging', 'buildset']);
  });
});

/** The others, and other ways to fail, are in interruption-direct.heavy.test.ts. */
const INTERRUPTED = ['wheels and a source distribution', 'a tree of files'];

describe.each(DIRECT_KINDS.filter(({ name }) => INTERRUPTED.includes(name)))(
  'a promotion without a transit that is killed: $name',
  (kind) => {
    it('ends right, whichever call took effect last', async () => {
      expect(await interruptEachCall(kind, { when: 'after', kind: 'killed' })).toBeGreaterThan(10);
    });
  },
);

describe('a promotion without a transit', () => {
  it('refuses to show a part of a build unless that is allowed, naming both ways out', async () => {
    const w = await holdingTwoWheels();
    const before = w.meter.read().writes;
    const { outcome, reason } = await promote(twoWheels, w.ports);
    expect([outcome, reason?.code]).toEqual(['refused', 'no-transit']);
    expect(reason?.next).toMatch(/buildset init .*--allow-partial/);
    expect(w.meter.read().writes - before).toBe(0);
  });

  it('does not put a build in the place of another', async () => {
    const w = genericWorld({ transit: false });
    for (const tag of ['22', '23']) await w.attach(tag, tag);
    await activate(genericBuild('22'), w.ports);
    const { outcome, reason } = await activate(genericBuild('23'), w.ports);
    expect([outcome, reason?.code]).toEqual(['refused', 'no-transit']);
    expect(reason?.next).not.toContain('--allow-partial');
  });

  it('copies what the source holds alone, which needs no transit', async () => {
    const w = world({ transit: false });
    await attach(w, build('23', ['linux', 'mac']));
    const result = await promote(twoWheels, w.ports);
    expect([result.outcome, result.method, result.route, result.warnings]).toEqual(['promoted', 'copy', undefined, []]);
  });

  it('says that it may not publish either', async () => {
    const w = world({ transit: false });
    await attach(w, build('22'), build('23'));
    const destination = faultyDomain(w.domain, {
      call: async (work, method) => {
        if (method === 'publishAsset') throw new CodedError('access-denied', 'not authorized');
        return await work();
      },
    });
    await expect(promote(promotionOf('23'), { ...w.ports, destination })).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringMatching(/no transit repository buildset-transit.*publish into AbcStaging/),
    });
  });

  it('undoes what needs no transit, and says what does', async () => {
    const w = world({ transit: false });
    await attach(w, build('22'), build('23'));
    const first = await promote(promotionOf('22'), w.ports);
    const second = await promote(promotionOf('23'), w.ports);
    const ports = processOn(w, 'b');
    await expect(undo({ pkg: REF, operationId: second.id ?? '' }, ports)).rejects.toMatchObject({ code: 'no-transit' });
    expect(first.outcome).toBe('promoted');
    expect(await namesIn(w, 'AbcStaging')).toHaveLength(2);
  });
});

describe('a promotion by credentials that see the transit and may not use it', () => {
  it.each(['describeVersion', 'publishAsset'] as const)(
    'finds out at its %s, and publishes into the destination',
    async (method) => {
      const w = world();
      await attach(w, build('22'), build('23'));
      const transit = Object.assign(w.domain.writer('buildset-transit'), {
        [method]: () =>
          Promise.reject(new CodedError('access-denied', 'no', { coordinates: { repository: 'buildset-transit' } })),
      });
      const seen: string[] = [];
      const result = await promote(
        promotionOf('23'),
        { ...w.ports, home: { ...w.home, transit } },
        { onEvent: ({ type }) => seen.push(type) },
      );
      expect([result.outcome, result.route]).toEqual(['promoted', 'direct']);
      expect(seen).toContain('replanned');
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl']);
    },
  );
});

it('a wheel beside another build is uploaded by them as ever', async () => {
  const w = world();
  await attach(w, build('22'), build('23'));
  await promote(promotionOf('22'), w.ports);
  const transit = faultyWriter(w.home.transit, {
    call: () =>
      Promise.reject(new CodedError('access-denied', 'no', { coordinates: { repository: 'buildset-transit' } })),
  });
  const result = await promote(promotionOf('23'), { ...w.ports, home: { ...w.home, transit } });
  expect([result.outcome, result.method, result.route, result.warnings]).toEqual(['promoted', 'add', undefined, []]);
});

describe('a promotion that was begun without a transit', () => {
  async function half(files: number): Promise<World> {
    const w = await holdingTwoWheels();
    const calls = new FaultyCalls();
    const dying = processOn(w, 'a', calls);
    let sent = 0;
    await promote({ ...twoWheels, allowPartial: true }, dying, {
      concurrency: 1,
      onEvent: ({ type }) => {
        if (type !== 'transferring') return;
        sent += 1;
        if (sent > files) throw new Error('killed');
      },
    }).catch(() => undefined);
    return w;
  }

  it('is finished through the transit when there is one', async () => {
    const w = await half(1);
    expect(await namesIn(w, 'AbcStaging')).toHaveLength(1);
    w.domain.addRepository('buildset-transit');
    const result = await promote(promotionOf('23'), processOn(w, 'b'));
    expect([result.outcome, result.route]).toEqual(['promoted', undefined]);
    expect(await namesIn(w, 'AbcStaging')).toHaveLength(2);
  });

  it('stays where it is when another build is promoted once its lease has run out', async () => {
    const w = await half(1);
    w.clock.advance(LEASE_MS + 1);
    expect(await promote(promotionOf('22'), processOn(w, 'b'))).toMatchObject({ outcome: 'promoted' });
    expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-22-any.whl', 'pyabc-1.0.0-23-linux.whl']);
  });
});
