import { beforeEach, describe, expect, it } from 'vitest';
import { attach, build, namesIn, promotionOf, REF, uploadPlainly, world, type World } from '../../test/support.ts';
import { placeHold } from '../holds.ts';
import { writeVerdict } from '../home/verdict-note.ts';
import { repositoryArn } from '../schema.ts';
import { type PlanFacts, parsePlanFile, plannedSelector } from './plan-file.ts';
import { promote } from './promote.ts';
import type { PromotionRequest } from './request.ts';

const wheel = (tag: string, platform = 'any') => `pyabc-1.0.0-${tag}-${platform}.whl`;
const LAST: Partial<PromotionRequest> = { selector: { by: 'last' } };

describe('a plan that is applied later', () => {
  let w: World;

  const planFor = async (request: PromotionRequest): Promise<PlanFacts> => {
    const { outcome, plan } = await promote({ ...request, dryRun: true }, w.ports);
    if (!plan) throw new Error(`no plan, but ${outcome}`);
    return plan;
  };
  const apply = (request: PromotionRequest, planned: PlanFacts) =>
    promote({ ...request, selector: plannedSelector(planned), planned }, w.ports);

  beforeEach(async () => {
    w = world();
    await attach(w, build('22'), build('23'));
  });

  it('promotes what was planned, although another build has arrived since', async () => {
    const request = promotionOf('1', LAST);
    const plan = await planFor(request);
    await attach(w, build('24'));
    expect(await apply(request, plan)).toMatchObject({ outcome: 'promoted', set: { builds: ['23'] } });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
  });

  it('places no hold when the build was chosen automatically, although it is not the newest any more', async () => {
    const request = promotionOf('1', LAST);
    const plan = await planFor(request);
    await attach(w, build('24'));
    expect(await apply(request, plan)).not.toHaveProperty('hold');
  });

  it('places the hold that was planned', async () => {
    await promote(promotionOf('23'), w.ports);
    const request = promotionOf('22', { exclusive: true });
    expect(await apply(request, await planFor(request))).toMatchObject({ hold: { action: 'placed' } });
  });

  it('is done once: applied again it writes nothing', async () => {
    const request = promotionOf('23');
    const plan = await planFor(request);
    await apply(request, plan);
    const before = w.meter.read().writes;
    expect(await apply(request, plan)).toMatchObject({ outcome: 'already-there' });
    expect(w.meter.read().writes).toBe(before);
  });

  it('does not mind what arrived in the destination beside what it touches', async () => {
    const request = promotionOf('23', { addAnyway: true });
    const plan = await planFor(request);
    await promote(promotionOf('22'), w.ports);
    expect(await apply(request, plan)).toMatchObject({ outcome: 'promoted', method: 'add' });
  });

  describe('is refused as outdated', () => {
    const refused = { outcome: 'refused', reason: { code: 'plan-outdated' } };

    it('when the destination holds something else by now that it would remove', async () => {
      const request = promotionOf('22', { exclusive: true });
      const plan = await planFor(request);
      await promote(promotionOf('23'), w.ports);
      const result = await apply(request, plan);
      expect(result).toMatchObject(refused);
      expect(result.reason?.message).toContain(wheel('23'));
      expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
    });

    it('when an asset that it would remove has gone', async () => {
      await promote(promotionOf('23'), w.ports);
      const request = promotionOf('22', { exclusive: true });
      const plan = await planFor(request);
      await attach(w, build('24'));
      await promote(promotionOf('24', { exclusive: true }), w.ports);
      expect(await apply(request, plan)).toMatchObject(refused);
    });

    it('when the files that were chosen have other bytes', async () => {
      await uploadPlainly(w, build('30'));
      const request = promotionOf('1', { selector: { by: 'files', names: [wheel('30')] } });
      const plan = await planFor(request);
      const dev = w.domain.writer('AbcDev');
      await dev.updateStatus(REF, { to: 'Archived', expected: 'Published' });
      await dev.deleteVersion(REF, { expected: 'Archived' });
      await uploadPlainly(w, build('30', ['any'], 'other bytes'));
      expect(await apply(request, plan)).toMatchObject(refused);
    });

    it('when an overridden gate is another one now', async () => {
      const gates = { stage: 'staging', checks: ['tests'] };
      const request = promotionOf('23', { gates, override: 'urgent' });
      const plan = await planFor(request);
      const files = build('23').files.map(({ asset }) => asset);
      const verdict = { check: 'tests', result: 'failed' } as const;
      const { digest } = plan.set;
      await writeVerdict(w.home.records, { ref: REF, entries: files }, digest, verdict, w.clock.now());
      expect(await apply(request, plan)).toMatchObject(refused);
    });
  });

  it('is refused by a gate that is not met any more', async () => {
    const gates = { stage: 'staging', checks: ['tests'] };
    const request = promotionOf('23', { gates });
    const files = build('23').files.map(({ asset }) => asset);
    const { set } = await promote(promotionOf('23', { dryRun: true }), w.ports);
    if (!set) throw new Error('no set');
    const judge = (result: 'passed' | 'failed') =>
      writeVerdict(w.home.records, { ref: REF, entries: files }, set.digest, { check: 'tests', result }, w.clock.now());
    await judge('passed');
    const plan = await planFor(request);
    w.clock.advance(1000);
    await judge('failed');
    expect(await apply(request, plan)).toMatchObject({ outcome: 'refused', reason: { code: 'gate' } });
  });

  it('is refused by a hold that was placed since, when nobody named the build', async () => {
    const request = promotionOf('1', LAST);
    const plan = await planFor(request);
    const other = await planFor(promotionOf('22'));
    const to = repositoryArn({ ...w.domain.ref, repository: 'AbcStaging' });
    await placeHold({ ref: REF, to, set: other.set.digest }, w.home);
    expect(await apply(request, plan)).toMatchObject({ outcome: 'refused', reason: { code: 'hold' } });
  });
});

describe('a plan file', () => {
  it.each([
    ['{"schemaVersion":2}', 'unknown-schema'],
    ['{"schemaVersion":1}', 'plan-invalid'],
    ['no JSON', 'plan-invalid'],
  ])('that says %s is refused', (text, code) => {
    const message = expect.stringMatching(/^.*$/); // one line
    expect(() => parsePlanFile(text)).toThrow(expect.objectContaining({ code, message }));
  });
});
