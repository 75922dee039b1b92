import { beforeEach, describe, expect, it } from 'vitest';
import { attach, build, promotionOf, world, type World } from '../../test/support.ts';
import { approve } from '../home/approval-note.ts';
import { writeVerdict, type VerdictResult } from '../home/verdict-note.ts';
import { Log } from '../log/log.ts';
import { REF } from '../../test/support.ts';
import { createBuildSet } from '../build-set.ts';
import { promote } from './promote.ts';
import type { Gates, PromotionRequest } from './request.ts';
import { setDigest } from '../build-set.ts';

const HOUR = 3_600_000;

describe('the gates of a stage', () => {
  let w: World;

  beforeEach(async () => {
    w = world();
    await attach(w, build('23', ['linux', 'mac']), build('24'));
  });

  const run = (gates: Gates, more: Partial<PromotionRequest> = {}) =>
    promote(promotionOf('23', { gates, ...more }), w.ports, { by: 'role/promoter' });
  const setOf = (tag: string, platforms: readonly string[]) =>
    createBuildSet(
      REF,
      build(tag, platforms).files.map(({ asset }) => asset),
    );

  async function judge(result: VerdictResult, tag = '23', platforms = ['linux', 'mac'], only?: string) {
    const set = setOf(tag, platforms);
    const assets = set.entries.filter(({ name }) => only === undefined || name.includes(only)).map((e) => e.sha256);
    w.clock.advance(1000);
    return await writeVerdict(w.home.records, set, setDigest(set), { check: 'tests', result, assets }, w.clock.now());
  }

  const gates: Gates = { stage: 'staging', checks: ['tests'] };

  it('refuse a set without a verdict and say what is missing', async () => {
    expect(await run(gates)).toMatchObject({
      outcome: 'refused',
      reason: { code: 'gate', message: expect.stringContaining('tests passed (no verdict)') },
    });
  });

  it('let a set through whose check passed', async () => {
    await judge('passed');
    expect(await run(gates)).toMatchObject({ outcome: 'promoted' });
  });

  it('count the latest verdict: a later failure revokes', async () => {
    await judge('passed');
    await judge('failed');
    expect(await run(gates)).toMatchObject({ outcome: 'refused', reason: { code: 'gate' } });
    await judge('passed');
    expect(await run(gates)).toMatchObject({ outcome: 'promoted' });
  });

  it('want every asset covered', async () => {
    await judge('passed', '23', ['linux', 'mac'], 'linux');
    expect((await run(gates)).reason?.message).toContain('none for pyabc-1.0.0-23-mac.whl');
    await judge('warned', '23', ['linux', 'mac'], 'mac');
    expect(await run(gates)).toMatchObject({ outcome: 'promoted' });
  });

  it('do not write the same verdict twice', async () => {
    expect([await judge('passed'), await judge('passed')]).toEqual([true, false]);
  });

  it('want approvals of different people for this stage', async () => {
    const two: Gates = { stage: 'staging', approvals: 2 };
    const set = setOf('23', ['linux', 'mac']);
    const say = (by: string, stage: string) => approve(w.home.records, REF, setDigest(set), { stage, by });
    await say('ann', 'staging');
    await say('ann', 'staging');
    await say('bob', 'prod');
    expect(await run(two)).toMatchObject({ outcome: 'refused', reason: { code: 'gate' } });
    await say('bob', 'staging');
    expect(await run(two)).toMatchObject({ outcome: 'promoted' });
  });

  it('want the set to have been in the source for some time', async () => {
    await run({ stage: 'staging' });
    const prod = { from: 'AbcStaging', to: 'AbcProd' };
    const soaked: Gates = { stage: 'prod', soakMs: 24 * HOUR };
    expect((await run(soaked, prod)).reason?.message).toContain('24 h in AbcStaging (0 h)');
    w.clock.advance(25 * HOUR);
    expect(await run(soaked, prod)).toMatchObject({ outcome: 'promoted' });
  });

  it('want the stages in their order', async () => {
    const result = await run({ stage: 'prod', from: ['AbcStaging'] }, { to: 'AbcProd' });
    expect(result.reason?.message).toContain('from AbcStaging (AbcDev)');
  });

  it('can be overridden with a reason, which is recorded with who', async () => {
    expect(await run(gates, { override: 'hotfix ABC-9' })).toMatchObject({ outcome: 'promoted' });
    const events = (await new Log(w.home, REF).readAll()).map(({ event }) => event.body);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'override', reason: 'hotfix ABC-9', by: 'role/promoter' }),
    );
  });

  it('choose the last build that meets them', async () => {
    await judge('passed');
    await judge('failed', '24', ['any']);
    const result = await promote(promotionOf('1', { gates, selector: { by: 'last-passed' } }), w.ports);
    expect(result.set?.builds).toEqual(['23']);
  });

  it('refuse where no build meets them', async () => {
    await judge('failed');
    const promotion = promote(promotionOf('1', { gates, selector: { by: 'last-passed' } }), w.ports);
    await expect(promotion).rejects.toMatchObject({ code: 'gate', side: 'source' });
  });
});
