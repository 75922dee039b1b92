import { describe, expect, it } from 'vitest';
import {
  attachNpm,
  byBuild,
  NPM,
  npmPortsOf,
  npmPromotion,
  npmVersion,
  npmWorld,
  publishPlainly,
  shownIn,
  tagging,
  tarball,
} from '../../test/npm-support.ts';
import { faultyDomain, faultyWriter } from '../../test/faults.ts';
import type { World } from '../../test/support.ts';
import { createBuildSet } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import type { VersionRef } from '../coordinates.ts';
import { listRecords } from '../home/record.ts';
import { integrityOf } from '../memory/memory-packages.ts';
import type { Packument } from '../ports/packument.ts';
import { activate } from './activate.ts';
import type { PlanFacts } from './plan-file.ts';
import { promote } from './promote.ts';
import type { PromotionRequest, PromotionResult } from './request.ts';
import { undo } from './undo.ts';
import { withdraw } from './withdraw.ts';

const activated = (w: World, build: string, ref: VersionRef = NPM): Promise<PromotionResult> =>
  activate({ ref, selector: byBuild(build), repository: 'AbcDev' }, w.ports);

async function promoted(w: World, version: string, more: Partial<PromotionRequest> = {}): Promise<PromotionResult> {
  const ref = npmVersion(version);
  await attachNpm(w, ref, '1');
  return await promote(npmPromotion('1', { ref, ...more }), w.ports);
}

/** AbcStaging with versions promoted in this order. */
async function holding(...versions: readonly string[]): Promise<World> {
  const w = npmWorld();
  for (const version of versions) await promoted(w, version);
  return w;
}

describe('promoting npm packages', () => {
  describe('when no tags are named', () => {
    it.each([
      ['the first version', [], '1.0.0', '1.0.0'],
      ['a later version', ['1.0.0'], '1.10.0', '1.10.0'],
      ['an earlier version', ['1.10.0'], '1.9.0', '1.10.0'],
      ['a prerelease after a release', ['1.0.0'], '1.0.1-24', '1.0.0'],
      ['a prerelease after a prerelease', ['1.0.0-24'], '1.0.0-25', '1.0.0-25'],
    ])('%s leaves latest where it belongs', async (_name, before, version, latest) => {
      const w = await holding(...before);
      const result = await promoted(w, version);
      expect(result.outcome).toBe('promoted');
      expect(await shownIn(w, 'AbcStaging', npmVersion(version))).toBe(`1, latest ${latest}`);
      const stays = latest !== version;
      expect(result.tags).toEqual(stays ? [] : [{ tag: 'latest', ...(before[0] ? { from: before[0] } : {}) }]);
      expect(result.warnings.some((warning) => warning.startsWith(`latest stays at ${latest}`))).toBe(stays);
    });
  });

  describe('when tags are named', () => {
    it('sets these and no others', async () => {
      const w = await holding('1.0.0');
      const result = await promoted(w, '2.0.0', { tags: tagging('next', 'beta', 'next') });
      expect(result.tags).toEqual([{ tag: 'beta' }, { tag: 'next' }]);
      expect(await shownIn(w, 'AbcStaging', npmVersion('2.0.0'))).toBe('1, beta 2.0.0, latest 1.0.0, next 2.0.0');
    });

    it('refuses to move one back, and does it when it may', async () => {
      const w = await holding('2.0.0');
      const back = tagging('latest');
      const refused = await promoted(w, '1.0.0', { tags: back });
      expect(refused).toMatchObject({ outcome: 'refused', reason: { code: 'tag-goes-back' } });
      const done = await promoted(w, '1.0.0', { tags: { ...back, mayGoBack: true } });
      expect(done.tags).toEqual([{ tag: 'latest', from: '2.0.0' }]);
      expect(await shownIn(w, 'AbcStaging')).toBe('1, latest 1.0.0');
    });

    it('moves them alone when the destination holds the build, and nothing the second time', async () => {
      const w = await holding('1.0.0');
      const tags = tagging('stable');
      expect(await promoted(w, '1.0.0', { tags })).toMatchObject({ method: 'tag', tags: [{ tag: 'stable' }] });
      expect(await shownIn(w, 'AbcStaging')).toBe('1, latest 1.0.0, stable 1.0.0');
      const before = w.meter.read().writes;
      const again = await promote(npmPromotion('1', { tags }), w.ports);
      expect([again.outcome, w.meter.read().writes - before]).toEqual(['already-there', 0]);
    });
  });

  it('moves none when they are to be kept', async () => {
    const w = await holding('1.0.0');
    const result = await promoted(w, '2.0.0', { tags: { move: 'keep' } });
    expect(result.tags).toEqual([]);
    expect(await shownIn(w, 'AbcStaging', npmVersion('2.0.0'))).toBe('1, latest 1.0.0');
  });

  describe('when the source holds the build', () => {
    it('copies it in one request if it carries exactly the tags that it shall have', async () => {
      const w = npmWorld();
      await attachNpm(w, NPM, '23');
      await activated(w, '23');
      const { bytesTransferred } = w.meter.read();
      const result = await promote(npmPromotion('23'), w.ports);
      expect(result).toMatchObject({ method: 'copy', outcome: 'promoted' });
      expect(result.bytesTransferred).toBe(bytesTransferred);
    });

    it('assembles it inside the service if it carries others, so that they stay behind', async () => {
      const w = npmWorld();
      await attachNpm(w, NPM, '23');
      await activated(w, '23');
      await w.domain.writer('AbcDev').setDistTag(NPM, 'wip');
      const { bytesTransferred } = w.meter.read();
      const result = await promote(npmPromotion('23'), w.ports);
      expect(result).toMatchObject({ method: 'assemble', outcome: 'promoted' });
      expect(result.bytesTransferred).toBe(bytesTransferred);
      expect(await shownIn(w, 'AbcStaging')).toBe('23, latest 1.0.0');
    });
  });

  it('takes the tags along that point at a version which is replaced', async () => {
    const w = npmWorld({ copyOverwrite: 'merge' });
    await attachNpm(w, NPM, '22', '23');
    await promote(npmPromotion('23'), w.ports);
    await w.domain.writer('AbcStaging').setDistTag(NPM, 'beta');
    await promote(npmPromotion('22', { replace: true }), w.ports);
    expect(await shownIn(w, 'AbcStaging')).toBe('22, beta 1.0.0, latest 1.0.0');
  });

  it('names what lock files pin and will not find any more', async () => {
    const w = npmWorld();
    await attachNpm(w, NPM, '22', '23');
    await promote(npmPromotion('23'), w.ports);
    const plan = await promote(npmPromotion('22', { replace: true, dryRun: true }), w.ports);
    const { asset, content } = tarball('23');
    const integrity = integrityOf(content);
    expect(plan.removed).toEqual([{ ...asset, integrity }]);
    expect(plan.warnings.join()).toContain(`pin ${integrity} (sha256 ${asset.sha256}) of @abc/lib@1.0.0`);
  });
});

describe('a deprecated npm version', () => {
  it('is not promoted', async () => {
    const w = npmWorld();
    await attachNpm(w, NPM, '23');
    await activated(w, '23');
    await w.domain.writer('AbcDev').deprecateVersion(NPM, 'do not use');
    const result = await promote(npmPromotion('23'), w.ports);
    expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'deprecated' } });
    expect(result.reason?.message).toContain('do not use');
  });

  it.each([
    [false, undefined],
    [true, 'old'],
  ])('is replaced by a build that is not, unless that is asked for (%s)', async (keepDeprecation, deprecated) => {
    const w = npmWorld();
    await attachNpm(w, NPM, '22', '23');
    await promote(npmPromotion('23'), w.ports);
    const staging = w.domain.writer('AbcStaging');
    await staging.deprecateVersion(NPM, 'old');
    await promote(npmPromotion('22', { replace: true, keepDeprecation }), w.ports);
    const shown = (await staging.readPackument(NPM))?.versions.get(NPM.version);
    expect(shown?.deprecated).toBe(deprecated);
    expect(await shownIn(w, 'AbcStaging')).toBe('22, latest 1.0.0');
  });
});

describe('an npm version that was published by hand', () => {
  it('is put on record before another build is activated in its place', async () => {
    const w = npmWorld();
    await attachNpm(w, NPM, '24');
    await publishPlainly(w, 'AbcDev', { build: 'by hand' });
    const result = await activated(w, '24');
    expect(result).toMatchObject({ outcome: 'promoted', method: 'replace' });
    expect(result.removed.map(({ sha256 }) => sha256)).toEqual([tarball('by hand').asset.sha256]);
    expect(await shownIn(w, 'AbcDev')).toBe('24, latest 1.0.0');
    expect(await listRecords(w.home.records, NPM, NPM.version)).toHaveLength(2);
    await undo({ pkg: NPM, operationId: result.id ?? '' }, w.ports);
    expect(await shownIn(w, 'AbcDev')).toBe('by hand, latest 1.0.0');
  });

  it('is promoted by its digest or as the last one, and adopted', async () => {
    const w = npmWorld();
    await publishPlainly(w, 'AbcDev', { build: 'by hand' });
    const result = await promote(npmPromotion('1', { selector: { by: 'last', expect: 1 } }), w.ports);
    expect(result).toMatchObject({ outcome: 'promoted', method: 'copy' });
    expect(await listRecords(w.home.records, NPM, NPM.version)).toHaveLength(1);
  });

  it('is drift in a destination', async () => {
    const w = npmWorld();
    await attachNpm(w, NPM, '24');
    await publishPlainly(w, 'AbcStaging', { build: 'by hand' });
    const result = await promote(npmPromotion('24', { replace: true }), w.ports);
    expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'drift' } });
    expect(await shownIn(w, 'AbcStaging')).toBe('by hand, latest 1.0.0');
  });
});

describe('undoing an npm promotion', () => {
  it('leaves a tag that was pointed elsewhere since, and says so', async () => {
    const w = await holding('1.0.0');
    const { id = '' } = await promoted(w, '2.0.0');
    await promoted(w, '3.0.0');
    const undone = await undo({ pkg: NPM, operationId: id }, w.ports);
    expect(undone.warnings.join()).toContain('latest stays: it points at 3.0.0 since, not at 2.0.0');
    expect(await shownIn(w, 'AbcStaging', npmVersion('2.0.0'))).toBe('nothing, latest 3.0.0');
  });

  it('leaves a tag whose earlier version is not to be had any more, and says so', async () => {
    const w = await holding('1.0.0');
    const { id = '' } = await promoted(w, '2.0.0');
    await w.domain.writer('AbcStaging').updateStatus(NPM, { to: 'Archived', expected: 'Published' });
    const undone = await undo({ pkg: NPM, operationId: id }, w.ports);
    expect(undone.warnings.join()).toContain('@abc/lib@1.0.0, at which it pointed, is not to be had any more');
  });

  it('points the tags back, removes those that were new, and can be undone', async () => {
    const w = await holding('1.0.0');
    const { id = '' } = await promoted(w, '2.0.0', { tags: tagging('latest', 'next') });
    const undone = await undo({ pkg: NPM, operationId: id }, w.ports);
    expect(undone.tags).toEqual([
      { tag: 'latest', from: '2.0.0', to: '1.0.0' },
      { tag: 'next', from: '2.0.0' },
    ]);
    expect(await shownIn(w, 'AbcStaging')).toBe('1, latest 1.0.0');
    await undo({ pkg: NPM, operationId: undone.id }, w.ports);
    expect(await shownIn(w, 'AbcStaging', npmVersion('2.0.0'))).toBe('1, latest 2.0.0, next 2.0.0');
  });
});

describe('a plan of an npm promotion that is applied later', () => {
  const planned = async (w: World, version: string): Promise<PlanFacts> => {
    const ref = npmVersion(version);
    await attachNpm(w, ref, '1');
    const { plan } = await promote(npmPromotion('1', { ref, dryRun: true }), w.ports);
    if (!plan) throw new Error('no plan');
    return plan;
  };
  const apply = (w: World, plan: PlanFacts) =>
    promote(npmPromotion('1', { ref: npmVersion(plan.version), planned: plan }), w.ports);

  it('moves the tags that were planned, once', async () => {
    const w = await holding('1.0.0');
    const plan = await planned(w, '2.0.0');
    expect(plan.tags).toEqual([{ tag: 'latest', from: '1.0.0' }]);
    expect(await apply(w, plan)).toMatchObject({ outcome: 'promoted' });
    expect(await apply(w, plan)).toMatchObject({ outcome: 'already-there' });
  });

  it.each(['1.5.0', '3.0.0'])('is outdated when latest points at %s by then', async (version) => {
    const w = await holding('1.0.0');
    const plan = await planned(w, '2.0.0');
    await promoted(w, version);
    const result = await apply(w, plan);
    expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'plan-outdated' } });
    expect(result.reason?.message).toContain(`latest points at ${version} now`);
  });
});

describe('withdrawing an npm version', () => {
  const withdrawn = (w: World, version: string) => {
    const ref = npmVersion(version);
    const set = createBuildSet(ref, [tarball('1', ref).asset]);
    return withdraw({ set, builds: [], repository: 'AbcStaging' }, w.ports);
  };

  it('points latest at the latest release that is left, takes other tags away, and is undone with them', async () => {
    const w = await holding('1.0.0', '1.10.0', '1.9.0');
    await promoted(w, '2.0.0-rc.1');
    await promoted(w, '2.0.0', { tags: tagging('latest', 'next') });
    const result = await withdrawn(w, '2.0.0');
    expect(result.warnings).toEqual([
      'latest pointed at it, and points at 1.10.0 now.',
      'next pointed at it, and is gone.',
    ]);
    expect(await shownIn(w, 'AbcStaging', npmVersion('2.0.0'))).toBe('nothing, latest 1.10.0');
    await undo({ pkg: NPM, operationId: result.id ?? '' }, w.ports);
    expect(await shownIn(w, 'AbcStaging', npmVersion('2.0.0'))).toBe('1, latest 2.0.0, next 2.0.0');
  });

  it('says which tags still point at it when they may not be changed, and withdraws it all the same', async () => {
    const w = await holding('1.0.0', '2.0.0');
    const denied = new CodedError('access-denied', 'no');
    const calls = {
      call: async <Result>(work: () => Promise<Result>, name?: string): Promise<Result> => {
        if (name === 'setDistTag') throw denied;
        return await work();
      },
    };
    const ref = npmVersion('2.0.0');
    const set = createBuildSet(ref, [tarball('1', ref).asset]);
    const ports = { ...w.ports, destination: faultyDomain(w.domain, calls) };
    const result = await withdraw({ set, builds: [], repository: 'AbcStaging' }, ports);
    expect(result.warnings.join()).toContain('npm dist-tag add @abc/lib@1.0.0 latest');
    expect(await shownIn(w, 'AbcStaging', ref)).toBe('nothing');
  });
});

describe('a registry that shows dist-tags late', () => {
  it('is waited for, and asked a few times only', async () => {
    const w = npmWorld({ latestOnPublish: 'forced' });
    await promoted(w, '2.0.0');
    const lag = laggingTags(w, 4);
    const home = { ...w.home, transit: faultyWriter(w.home.transit, lag) };
    const ref = npmVersion('1.0.0');
    await attachNpm(w, ref, '1');
    const result = await promote(npmPromotion('1', { ref }), { ...w.ports, home });
    expect(result.outcome).toBe('promoted');
    expect(lag.late).toBe(4);
    expect(await shownIn(w, 'AbcStaging')).toBe('1, latest 2.0.0');
  });

  it('is given up when it never shows them, and nothing has reached the destination', async () => {
    const w = npmWorld();
    await promoted(w, '2.0.0');
    const home = { ...w.home, transit: faultyWriter(w.home.transit, laggingTags(w, Number.POSITIVE_INFINITY)) };
    await attachNpm(w, NPM, '1');
    const failing = promote(npmPromotion('1'), { ...w.ports, home });
    await expect(failing).rejects.toMatchObject({ code: 'not-assembled' });
    expect(await shownIn(w, 'AbcStaging')).toBe('nothing, latest 2.0.0');
    expect(await promote(npmPromotion('1'), w.ports)).toMatchObject({ outcome: 'promoted' });
  });
});

/** The transit's packuments show the tags of the first one seen, `times` times. */
function laggingTags({ home }: World, times: number) {
  let first: Packument | undefined;
  const lag = {
    late: 0,
    call: async <Result>(work: () => Promise<Result>, name?: string): Promise<Result> => {
      if (name !== 'readPackument' || lag.late === times) return await work();
      first ??= await home.transit.readPackument(NPM);
      if (!first) return await work();
      lag.late += 1;
      return first as Result;
    },
  };
  return lag;
}

describe('two promotions of one package', () => {
  const quicker = (w: World, version: string) => {
    let isDone = false;
    return {
      call: async <Result>(work: () => Promise<Result>, name?: string): Promise<Result> => {
        if (name === 'publishAsset' && !isDone) {
          isDone = true;
          await promote(npmPromotion('1', { ref: npmVersion(version) }), npmPortsOf(w, 'b'));
        }
        return await work();
      },
    };
  };

  it('leave latest at the later version, although both saw that nothing had it', async () => {
    const w = npmWorld();
    for (const version of ['1.0.0', '2.0.0']) await attachNpm(w, npmVersion(version), '1');
    const home = { ...w.home, records: faultyWriter(w.home.records, quicker(w, '2.0.0')) };
    const result = await promote(npmPromotion('1'), { ...w.ports, home });
    expect(result).toMatchObject({ outcome: 'promoted', tags: [] });
    expect(await shownIn(w, 'AbcStaging')).toBe('1, latest 2.0.0');
  });

  it.each([
    ['copied', async (w: World) => void (await activated(w, '1'))],
    ['moved alone', async (w: World) => void (await promote(npmPromotion('1', { tags: { move: 'keep' } }), w.ports))],
  ])('do so where tags are %s', async (_how, prepare) => {
    const w = npmWorld();
    for (const version of ['1.0.0', '2.0.0']) await attachNpm(w, npmVersion(version), '1');
    await prepare(w);
    const home = { ...w.home, records: faultyWriter(w.home.records, quicker(w, '2.0.0')) };
    await promote(npmPromotion('1'), { ...w.ports, home });
    expect(await shownIn(w, 'AbcStaging')).toBe('1, latest 2.0.0');
  });
});
