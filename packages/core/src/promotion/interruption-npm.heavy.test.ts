import { describe, expect, it } from 'vitest';
import { type Fault, FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import {
  attachNpm,
  byBuild,
  NPM,
  npmPortsOf,
  npmPromotion,
  npmVersion,
  npmWorld,
  type NpmWorldOptions,
  shownIn,
  tagging,
  tarball,
} from '../../test/npm-support.ts';
import type { World } from '../../test/support.ts';
import { createBuildSet } from '../build-set.ts';
import { Log } from '../log/log.ts';
import { activate } from './activate.ts';
import { promote } from './promote.ts';
import type { PromotionPorts, PromotionResult } from './request.ts';
import { undo } from './undo.ts';
import { withdraw } from './withdraw.ts';

interface Scenario {
  readonly name: string;
  readonly options?: NpmWorldOptions;
  readonly repository: 'AbcDev' | 'AbcStaging';
  /** What its consumers may get at any moment, in order: before, and in the end. */
  readonly shows: readonly string[];
  prepare(w: World): Promise<unknown>;
  run(ports: PromotionPorts, prepared: unknown): Promise<unknown>;
}

const active = (build: string) => ({ ref: NPM, selector: byBuild(build), repository: 'AbcDev' });

async function holding23(w: World): Promise<PromotionResult> {
  await attachNpm(w, NPM, '22', '23', '24');
  return await promote(npmPromotion('23'), w.ports);
}

async function holdingLater(w: World): Promise<void> {
  const later = npmVersion('2.0.0');
  await attachNpm(w, later, '1');
  await promote(npmPromotion('1', { ref: later }), w.ports);
  await attachNpm(w, NPM, '23');
}

const scenarios: readonly Scenario[] = [
  {
    name: 'activating the first build',
    repository: 'AbcDev',
    shows: ['nothing', '23, latest 1.0.0'],
    prepare: (w) => attachNpm(w, NPM, '23'),
    run: (ports) => activate(active('23'), ports),
  },
  ...(['replace', 'merge'] as const).map((copyOverwrite): Scenario => ({
    name: `activating another build where overwriting is to ${copyOverwrite}`,
    options: { copyOverwrite },
    repository: 'AbcDev',
    shows: ['23, latest 1.0.0', ...(copyOverwrite === 'merge' ? ['nothing'] : []), '24, latest 1.0.0'],
    prepare: async (w) => {
      await attachNpm(w, NPM, '23', '24');
      await activate(active('23'), w.ports);
    },
    run: (ports) => activate(active('24'), ports),
  })),
  {
    name: 'promoting a build that is not active',
    repository: 'AbcStaging',
    shows: ['nothing', '23, latest 1.0.0'],
    prepare: async (w) => {
      await attachNpm(w, NPM, '23', '24');
      await activate(active('24'), w.ports);
    },
    run: (ports) => promote(npmPromotion('23'), ports),
  },
  {
    name: 'copying the active build',
    repository: 'AbcStaging',
    shows: ['nothing', '23, latest 1.0.0'],
    prepare: async (w) => {
      await attachNpm(w, NPM, '23');
      await activate(active('23'), w.ports);
    },
    run: (ports) => promote(npmPromotion('23'), ports),
  },
  ...(['as-sent', 'forced'] as const).flatMap((latestOnPublish) =>
    (['drop', 'keep'] as const).map((danglingTags): Scenario => ({
      name: `promoting an earlier version, latest ${latestOnPublish} on publish, tags of what is deleted: ${danglingTags}`,
      options: { latestOnPublish, danglingTags },
      repository: 'AbcStaging',
      shows: ['nothing, latest 2.0.0', '23, latest 2.0.0, next 1.0.0'],
      prepare: holdingLater,
      run: (ports) => promote(npmPromotion('23', { tags: tagging('next') }), ports),
    })),
  ),
  {
    name: 'replacing a build with its tags',
    repository: 'AbcStaging',
    shows: ['23, beta 1.0.0, latest 1.0.0', '22, beta 1.0.0, latest 1.0.0, next 1.0.0'],
    prepare: async (w) => {
      await holding23(w);
      await w.domain.writer('AbcStaging').setDistTag(NPM, 'beta');
    },
    run: (ports) => promote(npmPromotion('22', { replace: true, tags: tagging('next') }), ports),
  },
  {
    name: 'moving tags alone',
    repository: 'AbcStaging',
    shows: ['23, latest 1.0.0', '23, latest 1.0.0, next 1.0.0', '23, latest 1.0.0, next 1.0.0, stable 1.0.0'],
    prepare: holding23,
    run: (ports) => promote(npmPromotion('23', { tags: tagging('next', 'stable') }), ports),
  },
  {
    name: 'undoing a first promotion',
    repository: 'AbcStaging',
    shows: ['23, latest 1.0.0', '23', 'nothing'],
    prepare: async (w) => (await holding23(w)).id,
    run: (ports, id) => undo({ pkg: NPM, operationId: String(id) }, ports),
  },
  {
    name: 'undoing a replacement that moved tags',
    repository: 'AbcStaging',
    shows: [
      '22, latest 1.0.0, next 1.0.0, stable 1.0.0',
      '22, latest 1.0.0, next 2.0.0, stable 1.0.0',
      '22, latest 1.0.0, next 2.0.0',
      '23, latest 1.0.0, next 2.0.0',
    ],
    prepare: async (w) => {
      await holding23(w);
      const later = npmVersion('2.0.0');
      await attachNpm(w, later, '1');
      await promote(npmPromotion('1', { ref: later, tags: tagging('next') }), w.ports);
      const tags = { ...tagging('next', 'stable'), mayGoBack: true };
      return (await promote(npmPromotion('22', { replace: true, tags }), w.ports)).id;
    },
    run: (ports, id) => undo({ pkg: NPM, operationId: String(id) }, ports),
  },
  {
    name: 'withdrawing a version',
    repository: 'AbcStaging',
    shows: [
      '23, latest 1.0.0, next 1.0.0',
      '23, latest 0.9.0, next 1.0.0',
      '23, latest 0.9.0',
      'nothing, latest 0.9.0',
    ],
    prepare: async (w) => {
      const earlier = npmVersion('0.9.0');
      await attachNpm(w, earlier, '1');
      await promote(npmPromotion('1', { ref: earlier }), w.ports);
      await attachNpm(w, NPM, '23');
      await promote(npmPromotion('23', { tags: tagging('latest', 'next') }), w.ports);
    },
    run: (ports) => {
      const set = createBuildSet(NPM, [tarball('23').asset]);
      return withdraw({ set, builds: [], repository: 'AbcStaging' }, ports);
    },
  },
];

async function prepared({ options, prepare }: Scenario): Promise<{ w: World; made: unknown }> {
  const w = npmWorld(options);
  return { w, made: await prepare(w) };
}

function faultyPorts(w: World, calls: FaultyCalls): PromotionPorts {
  const ports = npmPortsOf(w, 'a');
  const { home } = ports;
  const domain = faultyDomain(w.domain, calls);
  const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
  return { ...ports, source: domain, destination: domain, home: { ...home, records, transit } };
}

async function callsOf(scenario: Scenario): Promise<number> {
  const { made, w } = await prepared(scenario);
  const calls = new FaultyCalls();
  await scenario.run(faultyPorts(w, calls), made);
  return calls.count;
}

describe.each(scenarios)('npm interrupted: $name', (scenario) => {
  const { repository, run, shows } = scenario;
  const kinds = (['before', 'after'] as const).flatMap((when) =>
    (['retryable', 'killed'] as const).map((kind) => ({ when, kind })),
  );

  it.each(kinds)('ends right after any call failed ($kind, $when its effect)', async ({ kind, when }) => {
    const total = await callsOf(scenario);
    expect(total).toBeGreaterThan(10);
    for (let at = 1; at <= total; at += 1) {
      const { made, w } = await prepared(scenario);
      const fault: Fault = { at, when, kind };
      await run(faultyPorts(w, new FaultyCalls(fault)), made).catch(() => undefined);
      expect(shows, `after call ${at}`).toContain(await shownIn(w, repository));

      await run(npmPortsOf(w, 'b'), made);
      expect(await shownIn(w, repository), `call ${at}`).toEqual(shows.at(-1));

      const before = w.meter.read().writes;
      await run(npmPortsOf(w, 'c'), made);
      expect(w.meter.read().writes - before, `call ${at}`).toBe(0);
      expect((await new Log(w.home, NPM).read()).lease, `call ${at}`).toBeUndefined();
    }
  });
});
