import { beforeEach, describe, expect, it } from 'vitest';
import { faultyDomain, Meanwhile } from '../../test/faults.ts';
import {
  attach,
  build,
  namesIn,
  portsBefore,
  promotionOf,
  REF,
  uploadPlainly,
  world,
  type World,
} from '../../test/support.ts';
import { createBuildSet } from '../build-set.ts';
import { LEASE_MS } from '../log/lease.ts';
import { Log } from '../log/log.ts';
import { MemoryClock } from '../memory/memory-clock.ts';
import { promote } from './promote.ts';
import { undo } from './undo.ts';
import { withdraw } from './withdraw.ts';

const wheel = (tag: string) => `pyabc-1.0.0-${tag}-any.whl`;

describe('an operation that waits while another one is done to its version', () => {
  let w: World;
  const run = async (tag: string, more = {}) => (await promote(promotionOf(tag, more), w.ports)).id ?? '';
  const replaced = () => run('24', { exclusive: true });

  beforeEach(async () => {
    w = world();
    await attach(w, build('22'), build('23'), build('24'));
    await run('22');
  });

  it('is held against what the version holds then: an older build is not added to a newer one', async () => {
    const ports = portsBefore(w, replaced);
    expect(await promote(promotionOf('23'), ports)).toMatchObject({ outcome: 'refused' });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('24')]);
  });

  describe('and is an undo', () => {
    const take = (operationId: string, happens: () => Promise<unknown>) =>
      undo({ pkg: REF, operationId }, portsBefore(w, happens));

    it('refuses, and leaves what came meanwhile', async () => {
      await expect(take(await run('23'), replaced)).rejects.toMatchObject({ code: 'not-last' });
      expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('24')]);
    });

    it('has nothing left to do when the other one was the same', async () => {
      const id = await run('23');
      expect(await take(id, () => undo({ pkg: REF, operationId: id }, w.ports))).toMatchObject({
        outcome: 'already-undone',
      });
    });
  });

  describe('and is a withdrawal', () => {
    const take = (tag: string, happens: () => Promise<unknown>) => {
      const set = createBuildSet(
        REF,
        build(tag).files.map(({ asset }) => asset),
      );
      return withdraw({ set, builds: [], repository: 'AbcStaging' }, portsBefore(w, happens));
    };

    it('takes nothing away where the version does not hold the build any more', async () => {
      await expect(take('22', replaced)).rejects.toMatchObject({ code: 'not-found' });
      expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('24')]);
      expect((await w.domain.reader('AbcStaging').describeVersion(REF))?.status).toBe('Published');
    });

    it('leaves a file that plain twine uploads meanwhile', async () => {
      await run('23');
      const result = await take('23', () => uploadPlainly(w, build('24'), 'AbcStaging'));
      expect(result).toMatchObject({ outcome: 'withdrawn', kept: [{ name: wheel('22') }, { name: wheel('24') }] });
      expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('22'), wheel('24')]);
    });
  });
});

describe('a promotion into a version that somebody archives just before the copy', () => {
  it('is planned anew, and takes its place', async () => {
    const w = world();
    await attach(w, build('22'), build('23'));
    await promote(promotionOf('22'), w.ports);
    const archived = () => w.domain.writer('AbcStaging').updateStatus(REF, { to: 'Archived', expected: 'Published' });
    const destination = faultyDomain(w.domain, new Meanwhile('copyVersion', archived));
    const result = await promote(promotionOf('23', { exclusive: true }), { ...w.ports, destination });
    expect(result).toMatchObject({ outcome: 'promoted' });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
    expect((await w.domain.reader('AbcStaging').describeVersion(REF))?.status).toBe('Published');
  });
});

describe('a promotion that stands still until its lease has run out', () => {
  let w: World;
  const standingStill = (meanwhile: () => Promise<unknown>) => {
    const overtaken = async (): Promise<void> => {
      w.clock.advance(LEASE_MS + 1000);
      await meanwhile();
    };
    const destination = faultyDomain(w.domain, new Meanwhile('copyVersion', overtaken));
    // Its own timer stands still with it, so that it renews nothing.
    const home = { ...w.home, timer: new MemoryClock() };
    return promote(promotionOf('23', { exclusive: true }), { ...w.ports, home, destination });
  };

  beforeEach(async () => {
    w = world();
    await attach(w, build('22'), build('23'), build('24'));
  });

  it('does not put its build in the place of the one for which another run took the lease', async () => {
    const promotion = standingStill(() => promote(promotionOf('24', { exclusive: true }), w.ports));
    await expect(promotion).rejects.toMatchObject({ code: 'overtaken', next: expect.stringContaining('history') });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('24')]);
  });

  it('goes on where the other run was about another stage', async () => {
    const promotion = standingStill(() => promote(promotionOf('24', { to: 'AbcProd' }), w.ports));
    expect(await promotion).toMatchObject({ outcome: 'promoted' });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
  });
});

describe('a promotion whose lease ends before its last word', () => {
  it('tells an operation that the log knows as done', async () => {
    const w = world();
    await attach(w, build('22'));
    const log = new Log(w.home, REF);
    /** A run of the same that has joined, and fails. */
    const failsBeside = async (): Promise<void> => {
      const { lease } = await log.read();
      const failed = { type: 'operation.failed', code: 'changed', message: 'it changed' } as const;
      await log.append(() => (lease ? { ...failed, operationId: lease.operationId } : undefined));
    };
    const destination = faultyDomain(w.domain, new Meanwhile('installerView', failsBeside));
    const { id = '' } = await promote(promotionOf('22'), { ...w.ports, destination });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('22')]);
    expect(await undo({ pkg: REF, operationId: id }, w.ports)).toMatchObject({ outcome: 'undone' });
  });
});
