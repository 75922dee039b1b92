import { beforeEach, describe, expect, it } from 'vitest';
import { attach, build, namesIn, promotionOf, REF, uploadPlainly, world, type World } from '../../test/support.ts';
import { addToOpenBuild } from '../attach/open-build.ts';
import { attachRecord } from '../attach/attach-record.ts';
import { parseBuildTag } from '../build-tag.ts';
import { findSet } from '../find-set.ts';
import { approve } from '../home/approval-note.ts';
import { listRecords } from '../home/record.ts';
import { Log } from '../log/log.ts';
import { promote } from '../promotion/promote.ts';
import type { PromotionOptions } from '../promotion/request.ts';
import { undo } from '../promotion/undo.ts';
import { createRelease, listReleases, requireRelease } from '../release/release-record.ts';
import { repositoryArn } from '../schema.ts';
import { placeHold } from '../holds.ts';
import { releasesBySet } from './plan-prune.ts';
import { prune, type PruneRequest, type PruneResult } from './prune.ts';

const DAY = 86_400_000;
const wheel = (tag: string) => `pyabc-1.0.0-${tag}-any.whl`;

describe('prune', () => {
  let w: World;

  async function run(
    request: Partial<PruneRequest> = {},
    ports = w.ports,
    options: PromotionOptions = {},
  ): Promise<PruneResult> {
    const names = await listReleases(w.home.records);
    const releases = releasesBySet(await Promise.all(names.map((name) => requireRelease(name, w.home.records))));
    return await prune({ pkg: REF, ...request }, { ...ports, repositories: ['AbcDev'], releases }, options);
  }

  const told = ({ rows }: PruneResult): string[] =>
    rows.map(({ builds, by, outcome, reason }) => [builds.join('+'), outcome, reason, by ?? ''].join(' ').trimEnd());
  const recorded = async (): Promise<string[]> =>
    (await listRecords(w.home.records, REF))
      .filter(({ state }) => state === 'sealed')
      .map(({ buildTag }) => buildTag ?? '-')
      .sort();
  const digestOf = async (tag: string) =>
    (await findSet(REF, { by: 'build', tag: parseBuildTag(tag) }, { format: w.ports.format, home: w.home })).digest;

  beforeEach(async () => {
    w = world();
    await attach(w, build('21'), build('22'), build('23'), build('24'));
  });

  it('removes what is old enough and keeps what installers get', async () => {
    expect(told(await run())).toEqual(['21 pruned old', '22 pruned old', '23 pruned old', '24 kept active AbcDev']);
    expect(await recorded()).toEqual(['24']);
    expect(await namesIn(w, 'AbcDev')).toHaveLength(4);
  });

  it('says what it would remove, and removes nothing, when it is asked to', async () => {
    const { writes } = w.meter.read();
    const result = await run({ dryRun: true, rebuild: ['AbcDev'] });
    expect(told(result)[0]).toBe('21 would-be-pruned old');
    expect(result.rebuilt[0]?.removed.map(({ name }) => name)).toEqual(['21', '22', '23'].map(wheel));
    expect(w.meter.read().writes).toBe(writes);
  });

  it('tells what is gone already when it is interrupted between two records', async () => {
    const interruption = new AbortController();
    const { records } = w.home;
    const disposeVersion: typeof records.disposeVersion = async (...args) => {
      interruption.signal.throwIfAborted();
      await records.disposeVersion(...args);
      interruption.abort();
    };
    const stopping = new Proxy(records, {
      get: (target, key) => {
        const value: unknown = key === 'disposeVersion' ? disposeVersion : Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const ports = { ...w.ports, home: { ...w.home, records: stopping } };
    const result = await run({}, ports, { signal: interruption.signal });
    expect(told(result)).toEqual(['21 pruned old', '22 failed old', '23 failed old', '24 kept active AbcDev']);
    expect(result.rows[1]?.error).toMatchObject({ code: 'aborted' });
    expect(await recorded()).toEqual(['22', '23', '24']);
  });

  it('keeps the newest builds of each version', async () => {
    expect(told(await run({ keep: 3 }))).toEqual([
      '21 pruned old',
      '22 kept newest',
      '23 kept newest',
      '24 kept active AbcDev',
    ]);
  });

  it('keeps what is young', async () => {
    w.clock.advance(20 * DAY);
    await attach(w, build('25'));
    w.clock.advance(20 * DAY);
    await attach(w, build('26'));
    const rows = told(await run({ maxAgeMs: 30 * DAY }));
    expect(rows.slice(-3)).toEqual(['24 pruned old', '25 kept young', '26 kept active AbcDev']);
  });

  it('keeps what is promoted, held, approved or part of a release, and says so', async () => {
    await promote(promotionOf('21'), w.ports);
    const to = repositoryArn({ ...w.domain.ref, repository: 'AbcProd' });
    await placeHold({ ref: REF, to, set: await digestOf('22') }, w.home);
    await approve(w.home.records, REF, await digestOf('23'), { stage: 'prod', by: 'jo' });
    await attach(w, build('25'));
    await createRelease({ name: 'R1', sets: [{ ref: REF, digest: await digestOf('24'), builds: [] }] }, w.home);
    expect(told(await run())).toEqual([
      '21 kept promoted AbcStaging',
      '22 kept held AbcProd',
      '23 kept approved prod',
      '24 kept release R1',
      '25 kept active AbcDev',
    ]);
    expect(await recorded()).toHaveLength(5);
  });

  it('keeps what an undo of the last promotion restores', async () => {
    await promote(promotionOf('22'), w.ports);
    const { id = '' } = await promote(promotionOf('23', { exclusive: true }), w.ports);
    expect(told(await run())).toContain('22 kept undo AbcStaging');
    await undo({ pkg: REF, operationId: id }, w.ports);
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('22')]);
  });

  it('takes the files of pruned builds out of a version that is to be rebuilt', async () => {
    await uploadPlainly(w, build('9'));
    const result = await run({ rebuild: ['AbcDev'], keep: 2 });
    expect(result.rebuilt).toMatchObject([
      { repository: 'AbcDev', removed: [{ name: wheel('21') }, { name: wheel('22') }] },
    ]);
    expect(await namesIn(w, 'AbcDev')).toEqual([wheel('23'), wheel('24'), wheel('9')]);
    expect(await w.home.transit.describeVersion(REF)).toBeUndefined();
    expect(told(await run({ rebuild: ['AbcDev'], keep: 2 }))).toEqual(['23 kept newest', '24 kept active AbcDev']);
  });

  it('refuses to rebuild where nobody knows what an overwriting copy does', async () => {
    const result = await run({ rebuild: ['AbcDev'] }, { ...w.ports, answers: async () => ({}) });
    expect(result.rows[0]).toMatchObject({ outcome: 'failed', error: { code: 'unanswered' } });
    expect(await recorded()).toHaveLength(4);
  });

  it('writes into the log what it removed, and leaves what the log says of repositories', async () => {
    await promote(promotionOf('24'), w.ports);
    const { places } = await new Log(w.home, REF).read();
    await run();
    const log = new Log(w.home, REF);
    expect((await log.read()).places).toEqual(places);
    expect((await log.event(log.head.number)).event.body).toMatchObject({
      type: 'operation.completed',
      operation: { kind: 'prune', builds: ['21', '22', '23'] },
      assets: [{ name: wheel('21') }, { name: wheel('22') }, { name: wheel('23') }],
    });
  });

  it('never lets a build number be used again', async () => {
    await run();
    await expect(attach(w, build('21', ['any'], 'other'))).rejects.toMatchObject({ code: 'record-withdrawn' });
  });

  it('removes a set with all its aliases, and none of them alone', async () => {
    const { files } = build('21');
    await attachRecord({ ref: REF, files, build: '30' }, w.home);
    expect(told(await run({ keep: 1 }))).toContain('21+30 kept newest');
    expect(await recorded()).toEqual(['21', '24', '30']);
  });

  it('lets pruned bytes be attached again under another number, whole', async () => {
    await run();
    const { files } = build('21');
    await attachRecord({ ref: REF, files, build: '31' }, w.home);
    const { content, set } = await findSet(
      REF,
      { by: 'build', tag: parseBuildTag('31') },
      { format: w.ports.format, home: w.home },
    );
    for (const entry of set.entries) expect(await content.open(entry)).toBeDefined();
  });

  it('throws open builds away that nobody has sealed for a week', async () => {
    await addToOpenBuild({ ...build('40'), build: '40' }, w.domain.writer('AbcDev'), w.home);
    w.clock.advance(6 * DAY);
    expect(told(await run({ keep: 9 }))).toContain('40 kept young');
    w.clock.advance(2 * DAY);
    expect(told(await run({ keep: 9 }))).toContain('40 pruned abandoned');
    expect((await listRecords(w.home.records, REF)).map(({ state }) => state)).not.toContain('open');
  });

  it('waits for a promotion that is at work', async () => {
    const log = new Log(w.home, REF);
    const operation = {
      id: 'p-1',
      kind: 'promote',
      planDigest: '0'.repeat(64),
      version: '1.0.0',
      set: await digestOf('21'),
      builds: [],
      from: 'a',
      to: 'b',
    } as never;
    await log.append(() => ({ type: 'operation.started', operation }));
    const { rows } = await prune({ pkg: REF }, { ...w.ports, repositories: [], releases: new Map() }, { waitMs: 0 });
    expect(rows[0]).toMatchObject({ outcome: 'failed', error: { code: 'lease-held' } });
    expect(await recorded()).toHaveLength(4);
  });
});
