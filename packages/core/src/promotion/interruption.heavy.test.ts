import { describe, expect, it } from 'vitest';
import { type Fault, FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import {
  attach,
  build,
  buildOf,
  namesIn,
  portsOf,
  promotionOf,
  REF,
  uploadPlainly,
  world,
  type World,
} from '../../test/support.ts';
import { LEASE_MS } from '../log/lease.ts';
import { Log } from '../log/log.ts';
import { promote } from './promote.ts';
import { undo } from './undo.ts';
import type { PromotionPorts, PromotionRequest } from './request.ts';

interface Scenario {
  readonly name: string;
  readonly request: PromotionRequest;
  /** The asset lists that AbcStaging may show at any moment: before, and after. */
  readonly shows: readonly (readonly string[])[];
  readonly copyOverwrite?: 'replace' | 'merge';
  readonly prepare: (w: World) => Promise<void>;
}

const wheel = (tag: string, platform = 'any') => `pyabc-1.0.0-${tag}-${platform}.whl`;

async function holding23(w: World): Promise<void> {
  await attach(w, build('22'), build('23'), build('24'));
  await promote(promotionOf('23'), w.ports);
}

const stripped = (platform = 'any') => `pyabc-1.0.0-${platform}.whl`;

const scenarios: readonly Scenario[] = [
  {
    name: 'strip of a recorded build',
    request: promotionOf('23', { strip: true }),
    shows: [[], [stripped('linux'), stripped('mac')]],
    prepare: (w) => attach(w, build('22'), build('23', ['linux', 'mac'])),
  },
  {
    name: 'strip of a build with a source distribution',
    request: promotionOf('23', { strip: true }),
    shows: [[], [stripped(), 'pyabc-1.0.0.tar.gz']],
    prepare: async (w) => {
      await attach(w, buildOf([wheel('23'), 'pyabc-1.0.0.tar.gz'], '', '23'));
      await uploadPlainly(w, build('24'));
    },
  },
  {
    name: 'strip of a derived build',
    request: promotionOf('24', { strip: true }),
    shows: [[], [stripped()]],
    prepare: (w) => uploadPlainly(w, build('24')),
  },
  {
    name: 'strip in place of another build',
    request: promotionOf('24', { strip: true, replace: true }),
    shows: [[stripped('linux')], [stripped('mac')]],
    prepare: async (w) => {
      await attach(w, build('23', ['linux']), build('24', ['mac']));
      await promote(promotionOf('23', { strip: true }), w.ports);
    },
  },
  {
    name: 'assemble of a recorded build',
    request: promotionOf('23'),
    shows: [[], [wheel('23', 'linux'), wheel('23', 'mac')]],
    prepare: (w) => attach(w, build('22'), build('23', ['linux', 'mac'])),
  },
  {
    name: 'assemble of a derived build',
    request: promotionOf('23'),
    shows: [[], [wheel('23', 'linux'), wheel('23', 'mac')]],
    prepare: async (w) => {
      await uploadPlainly(w, build('22'));
      await uploadPlainly(w, build('23', ['linux', 'mac']));
    },
  },
  {
    name: 'add',
    request: promotionOf('24'),
    shows: [[wheel('23')], [wheel('23'), wheel('24')]],
    prepare: holding23,
  },
  {
    name: 'add of several files',
    request: promotionOf('25'),
    shows: [[wheel('23')], [wheel('23'), wheel('25', 'linux'), wheel('25', 'mac')]],
    prepare: async (w) => {
      await holding23(w);
      await attach(w, build('25', ['linux', 'mac']));
    },
  },
  {
    name: 'add of several files where overwriting merges',
    request: promotionOf('25'),
    shows: [[wheel('23')], [wheel('23'), wheel('25', 'linux'), wheel('25', 'mac')]],
    copyOverwrite: 'merge',
    prepare: async (w) => {
      await holding23(w);
      await attach(w, build('25', ['linux', 'mac']));
    },
  },
  {
    name: 'replace by an overwriting copy',
    request: promotionOf('22', { exclusive: true }),
    shows: [[wheel('23')], [wheel('22')]],
    prepare: holding23,
  },
  {
    name: 'replace where overwriting merges',
    request: promotionOf('22', { exclusive: true }),
    shows: [[wheel('23')], [], [wheel('22')]],
    copyOverwrite: 'merge',
    prepare: holding23,
  },
];

/** The ports of a process whose calls go through `calls`. */
function faultyPorts(w: World, calls: FaultyCalls, seed: string): PromotionPorts {
  const { home, ports } = portsOf(w.domain, undefined, seed);
  const domain = faultyDomain(w.domain, calls);
  const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
  return { ...ports, source: domain, destination: domain, home: { ...home, records, transit } };
}

async function prepared({ copyOverwrite = 'replace', prepare }: Scenario): Promise<World> {
  const w = world({ copyOverwrite });
  await prepare(w);
  return w;
}

async function publishedIn(w: World, repository: string): Promise<string[]> {
  const { status } = (await w.domain.reader(repository).describeVersion(REF)) ?? {};
  return status === 'Published' ? await namesIn(w, repository) : [];
}

async function callsOf(scenario: Scenario): Promise<number> {
  const w = await prepared(scenario);
  const calls = new FaultyCalls();
  await promote(scenario.request, faultyPorts(w, calls, 'a'));
  return calls.count;
}

describe.each(scenarios)('a promotion that is interrupted: $name', (scenario) => {
  const kinds = (['before', 'after'] as const).flatMap((when) =>
    (['retryable', 'killed'] as const).map((kind) => ({ when, kind })),
  );

  it.each(kinds)('ends right after any call failed ($kind, $when its effect)', async ({ kind, when }) => {
    const total = await callsOf(scenario);
    expect(total).toBeGreaterThan(10);
    for (let at = 1; at <= total; at += 1) {
      const w = await prepared(scenario);
      const fault: Fault = { at, when, kind };
      await promote(scenario.request, faultyPorts(w, new FaultyCalls(fault), 'a')).catch(() => undefined);
      const shown = await namesIn(w, 'AbcStaging');
      expect(scenario.shows, `after call ${at}: ${shown.join()}`).toContainEqual(shown);

      const again = await promote(scenario.request, portsOf(w.domain, undefined, 'b').ports);
      expect(['promoted', 'already-there'], `call ${at}`).toContain(again.outcome);
      expect(await namesIn(w, 'AbcStaging'), `call ${at}`).toEqual(scenario.shows.at(-1));

      const before = w.meter.read().writes;
      const third = await promote(scenario.request, portsOf(w.domain, undefined, 'c').ports);
      expect([third.outcome, w.meter.read().writes - before], `call ${at}`).toEqual(['already-there', 0]);
      const { lease } = await new Log(w.home, REF).read();
      expect(lease, `call ${at}`).toBeUndefined();

      const { ports } = portsOf(w.domain, undefined, 'd');
      await undo({ pkg: REF, operationId: third.id ?? '' }, ports);
      expect(await publishedIn(w, 'AbcStaging'), `undone after call ${at}`).toEqual(scenario.shows[0]);
    }
  });
});

describe('a promotion that died', () => {
  it('is taken over by another plan once its lease has run out, not before', async () => {
    const w = world();
    await attach(w, build('23'), build('24'));
    const calls = new FaultyCalls({ at: 22, when: 'before', kind: 'killed' });
    await promote(promotionOf('23'), faultyPorts(w, calls, 'a')).catch(() => undefined);
    const { ports } = portsOf(w.domain, undefined, 'b');
    await expect(promote(promotionOf('24'), ports, { waitMs: 0 })).rejects.toMatchObject({ code: 'lease-held' });
    w.clock.advance(LEASE_MS + 1);
    expect(await promote(promotionOf('24'), ports, { waitMs: 0 })).toMatchObject({ outcome: 'promoted' });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('24')]);
  });

  it('does no harm when it wakes after it was taken over', async () => {
    const w = world();
    await attach(w, build('23'), build('24'));
    const { ports: slow } = portsOf(w.domain, undefined, 'a');
    const { ports: quick } = portsOf(w.domain, undefined, 'b');
    let taken: Promise<unknown> | undefined;
    const paused = promote(promotionOf('23'), slow, {
      onEvent: ({ type }) => {
        if (type !== 'transferring' || taken) return;
        w.clock.advance(LEASE_MS + 1);
        taken = promote(promotionOf('24'), quick);
      },
    });
    const outcomes = await Promise.allSettled([paused, paused.catch(() => undefined).then(() => taken)]);
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    const held = await namesIn(w, 'AbcStaging');
    expect([[wheel('24')], [wheel('23'), wheel('24')], [wheel('23')]]).toContainEqual(held);
  });
});

describe('two runs of one promotion', () => {
  const before = (method: string, work: () => Promise<unknown>) => {
    let done = false;
    return {
      done: () => done,
      call: async <Result>(run: () => Promise<Result>, name?: string): Promise<Result> => {
        if (name === method && !done) {
          done = true;
          await work();
        }
        return await run();
      },
    };
  };

  it.each(['copyVersion', 'publishAsset', 'listAssets', 'deleteVersion', 'updateStatus'])(
    'both end well when the second overtakes the first at its %s',
    async (method) => {
      const w = world();
      await attach(w, build('22'), build('23'));
      const { ports: quick } = portsOf(w.domain, undefined, 'b');
      const { ports: slow, home } = portsOf(w.domain, undefined, 'a');
      const overtaken = before(method, () => promote(promotionOf('23'), quick));
      const domain = faultyDomain(w.domain, overtaken);
      const transit = faultyWriter(home.transit, overtaken);
      const result = await promote(promotionOf('23'), {
        ...slow,
        source: domain,
        destination: domain,
        home: { ...home, transit },
      });
      expect(overtaken.done()).toBe(true);
      expect(['promoted', 'already-there']).toContain(result.outcome);
      expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
      // What the slower one may have left in the transit does not get into the next promotion.
      await promote(promotionOf('22', { exclusive: true }), portsOf(w.domain, undefined, 'c').ports);
      expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('22')]);
    },
  );
});
