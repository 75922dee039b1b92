import { beforeEach, describe, expect, it, vi } from 'vitest';
import { attach, build, promotionOf, REF, world, type World } from '../../test/support.ts';
import { createBuildSet, setDigest } from '../build-set.ts';
import { versionOf } from '../coordinates.ts';
import { approve } from '../home/approval-note.ts';
import { readText } from '../home/stored.ts';
import { writeVerdict } from '../home/verdict-note.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import { promote } from '../promotion/promote.ts';
import { sha256Of } from '../sha256.ts';
import { anchorKey, formatHead } from './anchor.ts';
import { serializeEvent } from './event.ts';
import { exportLog } from './export-log.ts';
import { EVENT_ASSET, Log } from './log.ts';
import { verifyLogs } from './verify-log.ts';
import { readHead } from './witnesses.ts';

const defined = (head: string | undefined) => (head === undefined ? {} : { head });
const OTHER = { format: 'pypi', name: 'pyother' } as const;

describe('verifyLogs', () => {
  let w: World;
  const place = (number: number) => new Log(w.home, REF).place(number);
  const textOf = async (number: number): Promise<string> =>
    (await readText(w.home.records, place(number), EVENT_ASSET)) ?? '';

  async function remove(number: number): Promise<void> {
    await w.home.records.updateStatus(place(number), { to: 'Archived', expected: 'Published' });
    await w.home.records.deleteVersion(place(number), { expected: 'Archived' });
  }

  async function put(number: number, text: string): Promise<void> {
    const file = new MemoryFile(EVENT_ASSET, text);
    await w.home.records.publishAsset(place(number), { asset: file.asset, open: async () => file.stream() });
  }

  async function overwrite(number: number, text: string): Promise<void> {
    await remove(number);
    await put(number, text);
  }

  async function found(packages = [REF, OTHER]): Promise<string[]> {
    const reports = await verifyLogs(packages, w.home);
    return reports.flatMap(({ findings }) => findings.map(({ kind, number }) => `${kind} ${number}`));
  }

  beforeEach(async () => {
    w = world();
    await attach(w, build('22'), build('23'));
    for (let round = 0; round < 20; round += 1) {
      await promote(promotionOf(round % 2 === 0 ? '22' : '23', { exclusive: true }), w.ports);
    }
  });

  it('finds nothing in a log that is whole, checkpoints included', async () => {
    const [report] = await verifyLogs([REF], w.home);
    expect(report?.findings).toEqual([]);
    expect(report?.events).toBeGreaterThan(33);
    expect(report?.head?.sha256).toBe(sha256Of(await textOf(report?.events ?? 0)));
  });

  it('names an event that is missing', async () => {
    await remove(7);
    expect(await found()).toEqual(['missing 7']);
  });

  it('names the event that does not follow one that was changed', async () => {
    await overwrite(7, (await textOf(7)).replace('"nonce":"', '"nonce":"0'));
    expect(await found()).toEqual(['changed 8']);
  });

  it('names an event that is damaged', async () => {
    await overwrite(7, '{}');
    expect(await found()).toEqual(['changed 7', 'changed 8']);
  });

  it('names events that have changed places', async () => {
    const [seventh, eighth] = [await textOf(7), await textOf(8)];
    await overwrite(7, eighth);
    await overwrite(8, seventh);
    expect(await found()).toEqual(['reordered 7', 'reordered 8', 'changed 9']);
  });

  it('names an event of another log, one that was hidden, and what is no event', async () => {
    const [first] = await new Log(w.home, REF).readAll();
    if (!first) throw new Error('the log is empty');
    await overwrite(1, serializeEvent({ ...first.event, package: OTHER }));
    await w.home.records.updateStatus(place(4), { to: 'Unlisted', expected: 'Published' });
    const file = new MemoryFile(EVENT_ASSET, 'x');
    await w.home.records.publishAsset(versionOf(place(1), 'x'), { asset: file.asset, open: async () => file.stream() });
    expect(await found()).toEqual(['foreign 0', 'foreign 1', 'changed 2', 'hidden 4']);
  });

  it('names a checkpoint that tells another state', async () => {
    const stored = await new Log(w.home, REF).event(33);
    await overwrite(33, serializeEvent({ ...stored.event, checkpoint: { places: {}, holds: {} } }));
    expect(await found()).toEqual(['checkpoint 33', 'changed 34']);
  });

  describe('against what other logs saw', () => {
    async function anchored(number: number, sha256 = ''): Promise<void> {
      const [stored] = (await new Log(w.home, REF).readAll()).filter(
        ({ event }) => event.body.type === 'operation.completed',
      );
      if (stored?.event.body.type !== 'operation.completed') throw new Error('nothing was completed');
      const seen = sha256 === '' ? sha256Of(await textOf(number)) : sha256Of(sha256);
      const body = { ...stored.event.body, heads: { [anchorKey(REF)]: formatHead({ number, sha256: seen }) } };
      await new Log(w.home, OTHER).append(() => body);
    }

    it('finds nothing while the log only grew', async () => {
      await anchored(5);
      expect(await found()).toEqual([]);
    });

    it('finds nothing while the log grows, and an approval of the new end is read after it', async () => {
      const { records } = w.home;
      const digest = setDigest(
        createBuildSet(
          REF,
          build('22').files.map(({ asset }) => asset),
        ),
      );
      const list = records.listPackages.bind(records);
      vi.spyOn(records, 'listPackages').mockImplementationOnce(async (...args) => {
        await promote(promotionOf('22', { exclusive: true }), w.ports);
        const head = defined(await readHead(records, REF));
        await approve(records, REF, digest, { stage: 'prod', by: 'ann', ...head });
        return await list(...args);
      });
      const [report] = await verifyLogs([REF], w.home);
      expect(report?.findings).toEqual([]);
      expect(report?.head?.number).toBe(report?.events);
    });

    it('names the event with which the log was cut off', async () => {
      const [report] = await verifyLogs([REF], w.home);
      const last = report?.events ?? 0;
      await anchored(last);
      await remove(last);
      expect(await found([REF])).toEqual([]);
      expect(await found()).toEqual([`cut-off ${last}`]);
    });

    it('names the event with which the only log was cut off, by an approval or a verdict', async () => {
      const [report] = await verifyLogs([REF], w.home);
      const last = report?.events ?? 0;
      const { files } = build('23');
      const set = createBuildSet(
        REF,
        files.map(({ asset }) => asset),
      );
      const said = defined(await readHead(w.home.records, REF));
      await approve(w.home.records, REF, setDigest(set), { stage: 'prod', by: 'ann', ...said });
      const verdict = { check: 'tests', result: 'passed', ...said } as const;
      await writeVerdict(w.home.records, set, setDigest(set), verdict, new Date(0));
      expect(await found([REF])).toEqual([]);
      await remove(last);
      expect(await found([REF])).toEqual([`cut-off ${last}`, `cut-off ${last}`]);
    });

    it('names an event that was written anew', async () => {
      await anchored(5, 'other bytes');
      expect(await found()).toEqual(['changed 5']);
    });
  });
});

describe('exportLog', () => {
  it('gives every event with its time and its digest, in order', async () => {
    const w = world();
    await attach(w, build('22'));
    await promote(promotionOf('22'), w.ports);
    const events = [];
    for await (const one of exportLog(REF, w.home)) events.push(one);
    expect(events.map(({ event }) => event.number)).toEqual([1, 2]);
    expect(events[1]?.event.prev).toBe(events[0]?.sha256);
    expect(sha256Of(serializeEvent(events[0]?.event ?? ({} as never)))).toBe(events[0]?.sha256);
  });
});
