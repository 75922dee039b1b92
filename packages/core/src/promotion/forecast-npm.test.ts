import { describe, expect, it } from 'vitest';
import {
  attachNpm,
  byBuild,
  NPM,
  npmPromotion,
  npmVersion,
  npmWorld,
  type NpmWorldOptions,
  publishPlainly,
  tagging,
} from '../../test/npm-support.ts';
import type { World } from '../../test/support.ts';
import { activate } from './activate.ts';
import { promote } from './promote.ts';
import type { PromotionRequest, PromotionResult } from './request.ts';
import { SENTINEL_VERSION } from './transit-tags.ts';
import { undo } from './undo.ts';

interface Case {
  readonly name: string;
  readonly method: PromotionResult['method'];
  readonly options?: NpmWorldOptions;
  /** Bytes of the sentinel that it publishes. Default 0. */
  readonly sentinelBytes?: number;
  readonly request: PromotionRequest;
  prepare(w: World): Promise<unknown>;
}

const activation = (build: string): PromotionRequest =>
  npmPromotion(build, { from: 'AbcDev', to: 'AbcDev', exclusive: true });

async function active(w: World, build: string): Promise<void> {
  await attachNpm(w, NPM, '22', '23', '24');
  await activate({ ref: NPM, selector: byBuild(build), repository: 'AbcDev' }, w.ports);
}

async function holding23(w: World): Promise<PromotionResult> {
  await attachNpm(w, NPM, '22', '23');
  return await promote(npmPromotion('23'), w.ports);
}

const cases: readonly Case[] = [
  {
    name: 'a first activation',
    method: 'assemble',
    request: activation('23'),
    prepare: (w) => attachNpm(w, NPM, '23'),
  },
  { name: 'another activation', method: 'replace', request: activation('24'), prepare: (w) => active(w, '23') },
  {
    name: 'another activation where overwriting merges',
    method: 'replace',
    options: { copyOverwrite: 'merge' },
    request: activation('24'),
    prepare: (w) => active(w, '23'),
  },
  { name: 'the active build', method: 'copy', request: npmPromotion('23'), prepare: (w) => active(w, '23') },
  {
    name: 'a build that is not active',
    method: 'assemble',
    request: npmPromotion('22'),
    prepare: (w) => active(w, '23'),
  },
  {
    name: 'the active build without a tag of its source',
    method: 'assemble',
    request: npmPromotion('23'),
    prepare: async (w) => {
      await active(w, '23');
      await w.domain.writer('AbcDev').setDistTag(NPM, 'wip');
    },
  },
  {
    name: 'an earlier version that gets no tag',
    method: 'assemble',
    request: npmPromotion('23'),
    prepare: async (w) => {
      const later = npmVersion('2.0.0');
      await attachNpm(w, later, '1');
      await promote(npmPromotion('1', { ref: later }), w.ports);
      await attachNpm(w, NPM, '23');
    },
  },
  {
    name: 'the active build of an earlier version, whose latest goes to the sentinel',
    method: 'assemble',
    sentinelBytes: SENTINEL_VERSION.length,
    request: npmPromotion('23'),
    prepare: async (w) => {
      await active(w, '23');
      const later = npmVersion('2.0.0');
      await attachNpm(w, later, '1');
      await promote(npmPromotion('1', { ref: later }), w.ports);
    },
  },
  {
    name: 'another build with further tags',
    method: 'replace',
    request: npmPromotion('22', { replace: true, tags: tagging('next', 'beta') }),
    prepare: holding23,
  },
  {
    name: 'another build that stays deprecated',
    method: 'replace',
    request: npmPromotion('22', { replace: true, keepDeprecation: true }),
    prepare: async (w) => {
      await holding23(w);
      await w.domain.writer('AbcStaging').deprecateVersion(NPM, 'old');
    },
  },
  {
    name: 'another build of many',
    method: 'replace',
    request: npmPromotion('24', { replace: true }),
    prepare: async (w) => {
      await attachNpm(w, NPM, '21', '24', '25');
      await holding23(w);
    },
  },
  {
    name: 'tags alone',
    method: 'tag',
    request: npmPromotion('23', { tags: tagging('stable', 'next') }),
    prepare: holding23,
  },
  {
    name: 'a version that was published by hand',
    method: 'copy',
    request: npmPromotion('23', { selector: { by: 'last', expect: 1 } }),
    prepare: (w) => publishPlainly(w, 'AbcDev'),
  },
  {
    name: 'a build again that was undone',
    method: 'replace',
    request: npmPromotion('23'),
    prepare: async (w) => {
      const { id = '' } = await holding23(w);
      await undo({ pkg: NPM, operationId: id }, w.ports);
    },
  },
];

describe('the forecast of an npm promotion', () => {
  it.each(cases)('equals what is really asked for $name', async ({ sentinelBytes = 0, ...one }) => {
    const { method, options, prepare, request } = one;
    const w = npmWorld(options);
    await prepare(w);
    const start = w.meter.read();
    const planned = await promote({ ...request, dryRun: true }, w.ports);
    const between = w.meter.read();
    const done = await promote(request, w.ports);
    const end = w.meter.read();
    expect([planned.method, done.outcome]).toEqual([method, 'promoted']);
    expect(since(start.calls, planned.forecast?.calls ?? {})).toEqual(since(between.calls, end.calls));
    expect(planned.forecast?.bytes).toBe(end.bytesTransferred - between.bytesTransferred - sentinelBytes);
  });
});

type Counts = Readonly<Record<string, number>>;

function since(before: Counts, now: Counts): Counts {
  const more = Object.entries(now).map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const);
  return Object.fromEntries(more.filter(([, count]) => count > 0));
}
