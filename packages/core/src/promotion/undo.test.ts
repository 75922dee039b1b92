import { beforeEach, describe, expect, it } from 'vitest';
import { FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import {
  attach,
  build,
  namesIn,
  portsOf,
  promotionOf,
  REF,
  testFormat,
  world,
  type World,
} from '../../test/support.ts';
import { planUndo } from './plan-undo.ts';
import { promote } from './promote.ts';
import { undo } from './undo.ts';

const wheel = (tag: string) => `pyabc-1.0.0-${tag}-any.whl`;

describe('undo', () => {
  let w: World;

  const run = async (tag: string, more = {}) => (await promote(promotionOf(tag, more), w.ports)).id ?? '';
  const take = (operationId: string) => undo({ pkg: REF, operationId }, w.ports);

  beforeEach(async () => {
    w = world();
    await attach(w, build('22'), build('23'), build('24'));
  });

  it('archives a version that was not there before', async () => {
    const id = await run('23');
    expect(await take(id)).toMatchObject({ outcome: 'undone', repository: 'AbcStaging', restored: [] });
    expect((await w.domain.reader('AbcStaging').describeVersion(REF))?.status).toBe('Archived');
  });

  it('lets the same build be promoted again, without its bytes', async () => {
    await take(await run('23'));
    const before = w.meter.read().bytesTransferred;
    expect(await promote(promotionOf('23'), w.ports)).toMatchObject({ outcome: 'promoted', method: 'replace' });
    expect(w.meter.read().bytesTransferred).toBe(before);
    expect((await w.domain.reader('AbcStaging').describeVersion(REF))?.status).toBe('Published');
  });

  it('lets it be promoted again where a version holds one build only', async () => {
    const ports = { ...w.ports, format: { ...testFormat, builds: 'one' } } as const;
    const first = await promote(promotionOf('23'), ports);
    await undo({ pkg: REF, operationId: first.id ?? '' }, ports);
    expect(await promote(promotionOf('23'), ports)).toMatchObject({ outcome: 'promoted', method: 'replace' });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
    expect((await w.domain.reader('AbcStaging').describeVersion(REF))?.status).toBe('Published');
  });

  it('archives it again when that is undone too', async () => {
    await take(await run('23'));
    expect(await take(await run('23'))).toMatchObject({ outcome: 'undone', restored: [] });
    expect((await w.domain.reader('AbcStaging').describeVersion(REF))?.status).toBe('Archived');
  });

  it('lets another build be promoted after it', async () => {
    await take(await run('23'));
    expect(await promote(promotionOf('24', { exclusive: true }), w.ports)).toMatchObject({ outcome: 'promoted' });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('24')]);
  });

  it('restores the build that was replaced', async () => {
    await run('23');
    await take(await run('22', { exclusive: true }));
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
    expect((await promote(promotionOf('23'), w.ports)).outcome).toBe('already-there');
  });

  it('takes away what was added', async () => {
    await run('23');
    await take(await run('24'));
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
  });

  it('makes no write the second time', async () => {
    const id = await run('23');
    const { id: undoId } = await take(id);
    const before = w.meter.read().writes;
    expect(await take(id)).toMatchObject({ outcome: 'already-undone', id: undoId });
    expect(w.meter.read().writes).toBe(before);
  });

  it('refuses while something later stands, and names it', async () => {
    const first = await run('23');
    const second = await run('24');
    await expect(take(first)).rejects.toMatchObject({ code: 'not-last', next: `Undo ${second} first.` });
  });

  it('can itself be undone', async () => {
    await run('23');
    const { id } = await take(await run('22', { exclusive: true }));
    await take(id);
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('22')]);
  });

  it('refuses an operation that the log does not know', async () => {
    await expect(take('p-none')).rejects.toMatchObject({ code: 'no-such-operation' });
  });

  describe('when it is only planned', () => {
    const plan = async (operationId: string) => {
      const { writes } = w.meter.read();
      const planned = await planUndo({ pkg: REF, operationId }, w.ports);
      expect(w.meter.read().writes).toBe(writes);
      return planned;
    };

    it('tells what is archived, and what is published again', async () => {
      const first = await run('23');
      expect(await plan(first)).toMatchObject({ outcome: 'planned', restored: [], steps: ['lease', 'archive', 'log'] });
      const { id } = await take(first);
      expect(await plan(id)).toMatchObject({
        repository: 'AbcStaging',
        restored: [{ name: wheel('23') }],
        steps: ['lease', 'keep', 'publish-again', 'log'],
      });
    });

    it('tells what is made again, and whether it is removed before', async () => {
      await run('23');
      const id = await run('22', { exclusive: true });
      const answers = async () => ({ 'copy-overwrite': 'merge' as const });
      const merging = await planUndo({ pkg: REF, operationId: id }, { ...w.ports, answers });
      expect(merging.steps).toEqual(['lease', 'keep', 'assemble', 'remove', 'copy', 'clean', 'hold', 'log']);
      const { restored, steps } = await plan(id);
      expect(steps).toEqual(['lease', 'keep', 'assemble', 'copy', 'clean', 'hold', 'log']);
      expect(restored).toEqual((await take(id)).restored);
    });

    it('tells who undid it already', async () => {
      const first = await run('23');
      const { id } = await take(first);
      expect(await plan(first)).toMatchObject({ outcome: 'already-undone', id, steps: [] });
    });

    it('refuses what an undo refuses', async () => {
      const first = await run('23');
      await run('24');
      await expect(plan(first)).rejects.toMatchObject({ code: 'not-last' });
      await expect(plan('p-none')).rejects.toMatchObject({ code: 'no-such-operation' });
    });
  });

  it.each(['before', 'after'] as const)('ends right after any call failed (%s its effect)', async (when) => {
    for (let at = 1; ; at += 1) {
      w = world();
      await attach(w, build('22'), build('23'));
      await run('23');
      const id = await run('22', { exclusive: true });
      const calls = new FaultyCalls({ at, when, kind: 'killed' });
      const { home, ports } = portsOf(w.domain, undefined, 'a');
      const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
      const domain = faultyDomain(w.domain, calls);
      const faulty = { ...ports, source: domain, destination: domain, home: { ...home, records, transit } };
      await undo({ pkg: REF, operationId: id }, faulty).catch(() => undefined);
      expect([[wheel('22')], [wheel('23')]], `call ${at}`).toContainEqual(await namesIn(w, 'AbcStaging'));
      await take(id);
      expect(await namesIn(w, 'AbcStaging'), `call ${at}`).toEqual([wheel('23')]);
      if (calls.count < at) break;
    }
  });
});
