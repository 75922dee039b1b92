import { describe, expect, it } from 'vitest';
import { type Calls, DamagedReads, faultyDomain, faultyWriter } from '../../test/faults.ts';
import { attach, build, namesIn, promotionOf, REF, world, type World } from '../../test/support.ts';
import { hasCode } from '../coded-error.ts';
import { serializeEvent } from '../log/event.ts';
import { EVENT_ASSET, Log } from '../log/log.ts';
import { verifyLogs } from '../log/verify-log.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import type { PromotionPorts } from '../index.ts';
import { promote } from '../promotion/promote.ts';
import type { Home } from './home.ts';

async function prepared(): Promise<World> {
  const w = world();
  await attach(w, build('22'), build('23'));
  await promote(promotionOf('22'), w.ports);
  return w;
}

function through({ domain, home, ports }: World, calls: Calls): PromotionPorts & { readonly home: Home } {
  const reached = faultyDomain(domain, calls);
  const records = faultyWriter(home.records, calls);
  return { ...ports, source: reached, destination: reached, home: { ...home, records } };
}

async function endOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'done',
    (error: unknown) =>
      hasCode(error, 'corrupt-content') && error.next?.includes('again') ? error.code : String(error),
  );
}

describe('what is read from the home while bytes are changed on the way', () => {
  const replacement = promotionOf('23', { exclusive: true });

  it('is read again, so that one changed answer costs nothing', async () => {
    const plain = await prepared();
    const counted = new DamagedReads(0, 0);
    await promote(replacement, through(plain, counted));
    expect(counted.count).toBeGreaterThan(3);
    for (let at = 1; at <= counted.count; at += 1) {
      const w = await prepared();
      expect(await endOf(promote(replacement, through(w, new DamagedReads(at, 1)))), `reading ${at}`).toBe('done');
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl']);
      expect((await verifyLogs([REF], w.home))[0]?.findings).toEqual([]);
    }
  });

  it('is told as damage on the way, and not as damage in the home, when it does not stop', async () => {
    for (const at of [1, 2, 3, 4, 5]) {
      const w = await prepared();
      const ended = await endOf(promote(replacement, through(w, new DamagedReads(at, 1000))));
      expect(ended, `from reading ${at}`).toBe('corrupt-content');
      expect(await endOf(promote(replacement, w.ports))).toBe('done');
      expect((await verifyLogs([REF], w.home))[0]?.findings).toEqual([]);
    }
  });

  it('is not told as a changed log by verify', async () => {
    const w = await prepared();
    const { home } = through(w, new DamagedReads(2, 1000));
    expect(await endOf(verifyLogs([REF], home))).toBe('corrupt-content');
  });

  it('is told as a broken log when the home itself holds other bytes', async () => {
    const w = await prepared();
    const log = new Log(w.home, REF);
    const { event } = await log.event(1);
    const file = new MemoryFile(EVENT_ASSET, serializeEvent({ ...event, nonce: `${event.nonce.slice(1)}0` }));
    await w.home.records.updateStatus(log.place(1), { to: 'Archived', expected: 'Published' });
    await w.home.records.deleteVersion(log.place(1), { expected: 'Archived' });
    await w.home.records.publishAsset(log.place(1), { asset: file.asset, open: async () => file.stream() });
    await expect(new Log(w.home, REF).read()).rejects.toMatchObject({ code: 'log-broken' });
  });
});
