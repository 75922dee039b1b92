import { describe, expect, it } from 'vitest';
import { attachNpm, NPM, npmPromotion, npmWorld, shownIn } from '../../test/npm-support.ts';
import { attach, build, namesIn, promotionOf, REF, world, type World } from '../../test/support.ts';
import { type BuildSet, createBuildSet, setDigest } from '../build-set.ts';
import { versionOf } from '../coordinates.ts';
import { liftHold, placeHold } from '../holds.ts';
import { promote } from './promote.ts';
import type { PromotionResult } from './request.ts';
import { undo } from './undo.ts';
import { withdraw } from './withdraw.ts';

const FEW = ['21', '22', '23', '24'];
const MANY = Array.from({ length: 40 }, (_, index) => String(index + 1));

/** All requests of a kind that something takes. */
async function requestsOf({ meter }: World, work: () => Promise<unknown>): Promise<number> {
  const count = (): number => Object.values(meter.read().calls).reduce((sum, calls) => sum + calls, 0);
  const before = count();
  await work();
  return count() - before;
}

function setOf(tag: string): BuildSet {
  return createBuildSet(
    REF,
    build(tag).files.map(({ asset }) => asset),
  );
}

async function wheels(tags: readonly string[]): Promise<World> {
  const w = world();
  await attach(w, ...tags.map((tag) => build(tag)));
  return w;
}

async function tarballs(tags: readonly string[]): Promise<World> {
  const w = npmWorld();
  await attachNpm(w, NPM, ...tags);
  return w;
}

const exclusively = (w: World, tag: string): Promise<PromotionResult> =>
  promote(promotionOf(tag, { exclusive: true }), w.ports);

describe('a promotion in a version of many builds', () => {
  it('replaces what a stage holds with as many requests as among few', async () => {
    const requests = [];
    for (const tags of [FEW, MANY]) {
      const w = await wheels(tags);
      await exclusively(w, '22');
      requests.push(await requestsOf(w, () => exclusively(w, '23')));
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl']);
    }
    expect(requests[1]).toBe(requests[0]);
  });

  it('does so where a version holds one build only', async () => {
    const requests = [];
    for (const tags of [FEW, MANY]) {
      const w = await tarballs(tags);
      await promote(npmPromotion('22', { replace: true }), w.ports);
      requests.push(await requestsOf(w, () => promote(npmPromotion('23', { replace: true }), w.ports)));
      expect(await shownIn(w, 'AbcStaging')).toBe('23, latest 1.0.0');
    }
    expect(requests[1]).toBe(requests[0]);
  });

  it.each([false, true])(
    'is undone with as many requests however long the log is (withdrawn: %s)',
    async (isWithdrawn) => {
      const requests = [];
      for (const more of [64, 256]) {
        const w = await wheels(FEW);
        await exclusively(w, '22');
        const set = setOf('22');
        const held = { ref: versionOf(REF, '2.0.0'), to: 'arn:aws:codeartifact:x', set: setDigest(set) };
        for (let count = 0; count < more; count += 2) {
          await placeHold(held, w.home);
          await liftHold(held, w.home);
        }
        const { id } = isWithdrawn
          ? await withdraw({ set, builds: [], repository: 'AbcStaging' }, w.ports)
          : await exclusively(w, '23');
        requests.push(await requestsOf(w, () => undo({ pkg: REF, operationId: id ?? '' }, w.ports)));
        expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-22-any.whl']);
      }
      expect(requests[1]).toBe(requests[0]);
    },
  );

  it('is undone with as many requests as among few', async () => {
    const requests = [];
    for (const tags of [FEW, MANY]) {
      const w = await wheels(tags);
      await exclusively(w, '22');
      const { id = '' } = await exclusively(w, '23');
      requests.push(await requestsOf(w, () => undo({ pkg: REF, operationId: id ?? '' }, w.ports)));
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-22-any.whl']);
    }
    expect(requests[1]).toBe(requests[0]);
  });
});
