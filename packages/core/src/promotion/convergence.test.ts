import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import { attach, build, portsOf, promotionOf, REF, uploadPlainly, world, type World } from '../../test/support.ts';
import { Candidates } from './candidates.ts';
import { promote } from './promote.ts';
import type { PromotionPorts, PromotionRequest } from './request.ts';

const TAGS = ['22', '23', '24'] as const;
const REPOSITORIES = ['AbcDev', 'AbcStaging', 'AbcProd', 'buildset-transit'] as const;

/** How a build came to be, and which of its platforms it has. */
const builds = fc.uniqueArray(
  fc.record({
    tag: fc.constantFrom(...TAGS),
    platforms: fc.constantFrom<readonly string[]>(['any'], ['linux'], ['linux', 'mac']),
    isRecorded: fc.boolean(),
  }),
  { selector: ({ tag }) => tag, minLength: 2, maxLength: 3 },
);

const step = fc.record({
  tag: fc.constantFrom(...TAGS),
  to: fc.constantFrom('AbcStaging', 'AbcProd'),
  exclusive: fc.boolean(),
  replace: fc.boolean(),
  addAnyway: fc.boolean(),
});

const history = fc.record({
  builds,
  overwriting: fc.constantFrom('replace', 'merge'),
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  /** Where in the last step the process dies, as a part of its calls, and whether the call still took effect. */
  diesAt: fc.double({ min: 0, max: 1, noNaN: true }),
  when: fc.constantFrom('before', 'after'),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const requestOf = ({ tag, ...how }: History['steps'][number]): PromotionRequest => promotionOf(tag, how);

/** Everything but the last step. */
async function prepared({ builds: made, overwriting, steps }: History): Promise<World> {
  const w = world({ copyOverwrite: overwriting });
  for (const { isRecorded, platforms, tag } of made) {
    if (isRecorded) await attach(w, build(tag, platforms));
    else await uploadPlainly(w, build(tag, platforms));
  }
  for (const one of steps.slice(0, -1)) await promote(requestOf(one), w.ports).catch(() => undefined);
  return w;
}

function faulty(w: World, calls: FaultyCalls): PromotionPorts {
  const { home, ports } = portsOf(w.domain, undefined, 'a');
  const domain = faultyDomain(w.domain, calls);
  const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
  return { ...ports, source: domain, destination: domain, home: { ...home, records, transit } };
}

/** What the repositories offer, and whether the transit is empty. */
async function shownIn({ domain }: World): Promise<Record<string, string[]>> {
  const held = await Promise.all(
    REPOSITORIES.map(async (name) => {
      const status = (await domain.reader(name).describeVersion(REF))?.status;
      const assets = (await domain.reader(name).listAssets(REF))?.assets ?? [];
      return [name, assets.map((one) => `${status} ${one.name} ${one.sha256}`).sort()] as const;
    }),
  );
  return Object.fromEntries(held);
}

/** The digests whose bytes are in a repository or on record. */
async function keptIn(w: World): Promise<Set<string>> {
  const held = await Promise.all(
    REPOSITORIES.map(async (name) => (await w.domain.reader(name).listAssets(REF))?.assets ?? []),
  );
  const candidates = await Candidates.of(w.home.records, REF, [], w.ports.format);
  const recorded = (await candidates.readAll()).flatMap(({ set }) => set.entries);
  return new Set([...held.flat(), ...recorded].map(({ sha256 }) => sha256));
}

describe('any promotion of any builds', () => {
  it('that dies anywhere loses no bytes, and run again ends as if it had not died', async () => {
    const methods = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(history, async (one) => {
        const last = requestOf(
          one.steps.at(-1) ?? { tag: '22', to: 'AbcStaging', exclusive: false, replace: false, addAnyway: false },
        );
        const undisturbed = await prepared(one);
        const counted = new FaultyCalls();
        const expected = await promote(last, faulty(undisturbed, counted)).catch((error: unknown) => error);
        const method = expected instanceof Error ? 'error' : String(Reflect.get(Object(expected), 'outcome'));
        methods.set(method, (methods.get(method) ?? 0) + 1);

        const w = await prepared(one);
        const before = await keptIn(w);
        const at = 1 + Math.floor(one.diesAt * Math.max(0, counted.count - 1));
        const calls = new FaultyCalls({ at, when: one.when, kind: 'killed' });
        await promote(last, faulty(w, calls)).catch(() => undefined);
        const kept = await keptIn(w);
        expect([...before].filter((sha256) => !kept.has(sha256))).toEqual([]);

        await promote(last, portsOf(w.domain, undefined, 'b').ports).catch(() => undefined);
        expect(await shownIn(w)).toEqual(await shownIn(undisturbed));
        const after = await keptIn(w);
        expect([...before].filter((sha256) => !after.has(sha256))).toEqual([]);
      }),
      { numRuns: 120 },
    );
    expect([...methods.keys()].sort()).toContain('promoted');
  });
});
