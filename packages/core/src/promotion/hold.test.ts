import { beforeEach, describe, expect, it } from 'vitest';
import { FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import {
  attach,
  build,
  namesIn,
  portsOf,
  promotionOf,
  REF,
  uploadPlainly,
  world,
  type World,
} from '../../test/support.ts';
import { liftHold, listHolds, placeHold } from '../holds.ts';
import { Log } from '../log/log.ts';
import { repositoryArn } from '../schema.ts';
import { promote } from './promote.ts';
import { undo } from './undo.ts';

const wheel = (tag: string) => `pyabc-1.0.0-${tag}-any.whl`;

describe('a hold', () => {
  let w: World;
  let to: string;

  const run = (tag: string, more = {}) => promote(promotionOf(tag, { exclusive: true, ...more }), w.ports);
  const runLast = (more = {}) => run('1', { selector: { by: 'last' }, ...more });
  const heldSets = async () => Object.values((await new Log(w.home, REF).read()).holds).map(({ set }) => set);

  beforeEach(async () => {
    w = world();
    to = repositoryArn({ ...w.domain.ref, repository: 'AbcStaging' });
    await attach(w, build('22'), build('23'));
  });

  it('is placed when an older build is chosen by name, and keeps --last away', async () => {
    await run('23');
    const { hold, set } = await run('22');
    expect(hold).toEqual({ action: 'placed', set: set?.digest });
    expect(await runLast()).toMatchObject({ outcome: 'refused', reason: { code: 'hold' } });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('22')]);
  });

  it('is not placed where nothing newer was, whatever has arrived in the source meanwhile', async () => {
    expect(await run('22')).not.toHaveProperty('hold');
    expect(await runLast()).toMatchObject({ outcome: 'promoted', set: { builds: ['23'] } });
  });

  it('is not placed when the newest is chosen, nor when --last chooses', async () => {
    expect(await run('23')).not.toHaveProperty('hold');
    expect(await runLast()).toMatchObject({ outcome: 'already-there' });
    expect(await heldSets()).toEqual([]);
  });

  it('is lifted when a newer one is chosen by name, the newest or not', async () => {
    await run('23');
    await attach(w, build('25'));
    const { set } = await run('22');
    expect(await run('23')).toMatchObject({ hold: { action: 'lifted', set: set?.digest } });
    expect(await heldSets()).toEqual([]);
    expect(await runLast()).toMatchObject({ outcome: 'promoted' });
  });

  it('is not placed by a promotion that is refused', async () => {
    await run('23', { exclusive: false });
    expect(await run('22', { exclusive: false })).toMatchObject({ outcome: 'refused' });
    expect(await heldSets()).toEqual([]);
  });

  it('is foretold by a dry run, and not written', async () => {
    await run('23');
    const before = w.meter.read().writes;
    expect(await run('22', { dryRun: true })).toMatchObject({ hold: { action: 'placed' } });
    expect(w.meter.read().writes).toBe(before);
  });

  it('costs a finished promotion no write', async () => {
    await run('23');
    await run('22');
    const before = w.meter.read().writes;
    expect(await run('22')).toMatchObject({ outcome: 'already-there' });
    expect(w.meter.read().writes).toBe(before);
  });

  it('is for one repository only', async () => {
    await run('23');
    await run('22');
    expect(await runLast({ to: 'AbcProd' })).toMatchObject({ outcome: 'promoted', set: { builds: ['23'] } });
  });

  it('is gone past with a reason', async () => {
    await run('23');
    await run('22');
    const { outcome, warnings } = await runLast({ override: 'the fix is in 23' });
    expect([outcome, warnings]).toEqual(['promoted', [expect.stringContaining('the fix is in 23')]]);
  });

  it('counts builds that plain twine uploaded', async () => {
    await uploadPlainly(w, build('24'), 'AbcStaging');
    await attach(w, build('24'));
    expect(await run('23')).toMatchObject({ hold: { action: 'placed' } });
  });

  it.each(['before', 'after'] as const)(
    'is there after any interruption and a second run (%s its effect)',
    async (when) => {
      for (let at = 1; ; at += 1) {
        w = world();
        await attach(w, build('22'), build('23'));
        await run('23');
        const calls = new FaultyCalls({ at, when, kind: 'killed' });
        const { home, ports } = portsOf(w.domain, undefined, 'a');
        const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
        const domain = faultyDomain(w.domain, calls);
        const faulty = { ...ports, source: domain, destination: domain, home: { ...home, records, transit } };
        await promote(promotionOf('22', { exclusive: true }), faulty).catch(() => undefined);
        const { set } = await run('22');
        expect(await heldSets(), `call ${at}`).toEqual([set?.digest]);
        if (calls.count < at) break;
      }
    },
  );

  describe('when the promotion that placed or lifted it is undone', () => {
    it('is lifted again', async () => {
      await run('23');
      const { id = '' } = await run('22');
      await undo({ pkg: REF, operationId: id }, w.ports);
      expect(await heldSets()).toEqual([]);
    });

    it('is placed again', async () => {
      await run('23');
      const { set } = await run('22');
      const { id = '' } = await run('23');
      await undo({ pkg: REF, operationId: id }, w.ports);
      expect(await heldSets()).toEqual([set?.digest]);
    });

    it('stays where somebody placed it since', async () => {
      const { id = '', set } = await run('23');
      if (set) await placeHold({ ref: REF, to, set: set.digest }, w.home);
      await undo({ pkg: REF, operationId: id }, w.ports);
      expect(await heldSets()).toEqual([set?.digest]);
    });
  });

  describe('placed and lifted by hand', () => {
    it('is listed with who and why, and lifted once', async () => {
      const { set } = await run('23');
      if (!set) throw new Error('nothing promoted');
      const place = { ref: REF, to };
      const why = { by: 'release', reason: 'prod freeze' };
      expect(await placeHold({ ...place, set: set.digest }, w.home, why)).toMatchObject({ outcome: 'placed' });
      expect(await placeHold({ ...place, set: set.digest }, w.home, why)).toMatchObject({ outcome: 'already-placed' });
      expect(await listHolds(REF, w.home)).toMatchObject([{ version: '1.0.0', to, set: set.digest, ...why }]);
      expect(await listHolds(REF, w.home, '2.0.0')).toEqual([]);
      expect(await liftHold(place, w.home)).toEqual({ outcome: 'lifted', set: set.digest });
      expect(await liftHold(place, w.home)).toEqual({ outcome: 'not-held' });
    });
  });
});
