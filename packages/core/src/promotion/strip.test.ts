import { describe, expect, it } from 'vitest';
import {
  attach,
  build,
  buildOf,
  namesIn,
  portsOf,
  promotionOf,
  REF,
  testFormat,
  uploadPlainly,
  world,
  type World,
} from '../../test/support.ts';
import { attachRecord } from '../attach/attach-record.ts';
import { setDigest } from '../build-set.ts';
import { findSet } from '../find-set.ts';
import { recordPackage } from '../home/key.ts';
import { writeVerdict } from '../home/verdict-note.ts';
import { Log } from '../log/log.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Spool } from '../ports/spool.ts';
import { why } from '../why.ts';
import { promote } from './promote.ts';
import type { PromotionRequest } from './request.ts';
import { undo } from './undo.ts';

const STRIPPED = 'pyabc-1.0.0-any.whl';
const GATES = { stage: 'prod', checks: ['tests'] } as const;

const strip = (tag: string, more: Partial<PromotionRequest> = {}) => promotionOf(tag, { strip: true, ...more });
const onward = (more: Partial<PromotionRequest> = {}) =>
  promotionOf('23', { from: 'AbcStaging', to: 'AbcProd', ...more });

async function with23And24(): Promise<World> {
  const w = world();
  await attach(w, build('23', ['any'], 'a'), build('24', ['any'], 'b'));
  return w;
}

const digestOf = async (w: World, tag: string) =>
  setDigest((await findSet(REF, promotionOf(tag).selector, { format: testFormat, home: w.home })).set);

async function judge(w: World, tag: string, result: 'passed' | 'failed'): Promise<void> {
  const { set } = await findSet(REF, promotionOf(tag).selector, { format: testFormat, home: w.home });
  await writeVerdict(w.home.records, set, setDigest(set), { check: 'tests', result }, w.clock.now());
}

/** The ports of a promotion, and the names of the files that it lays down. */
function withSpoolOf({ ports }: World) {
  const spooled: string[] = [];
  const spool: Spool = {
    spool(asset, ...more) {
      spooled.push(asset.name);
      return ports.spool.spool(asset, ...more);
    },
    spoolOnTheWay(asset, ...more) {
      spooled.push(asset.name);
      return ports.spool.spoolOnTheWay(asset, ...more);
    },
  };
  return { ports: { ...ports, spool }, spooled };
}

describe('promote, stripping the build', () => {
  it('brings the files without the build, and tells both digests in the result and in the log', async () => {
    const w = await with23And24();
    const origin = { set: await digestOf(w, '23'), version: '1.0.0', recipe: 'test/1' };
    const result = await promote(strip('23'), w.ports);
    expect(result).toMatchObject({ outcome: 'promoted', method: 'assemble', set: { builds: ['23'], origin } });
    expect(result.set?.digest).not.toBe(origin.set);
    expect(await namesIn(w, 'AbcStaging')).toEqual([STRIPPED]);
    const last = (await new Log(w.home, REF).readAll()).at(-1)?.event.body;
    expect(last).toMatchObject({ operation: { set: result.set?.digest, origin, builds: ['23'] }, exact: true });
  });

  it('keeps the stripped set on record with all its bytes, and the original too', async () => {
    const w = world();
    await uploadPlainly(w, build('23', ['any'], 'a'));
    const { set } = await promote(strip('23'), w.ports);
    for (const digest of [set?.digest ?? '', set?.origin?.set ?? '']) {
      const found = await findSet(REF, { by: 'set', digest }, { format: testFormat, home: w.home });
      for (const entry of found.set.entries) expect(await found.content.open(entry)).toBeDefined();
    }
  });

  it('lays down the original once, and nothing of what it replaces', async () => {
    const w = world();
    await uploadPlainly(w, build('23', ['any'], 'a'));
    for (const name of ['AbcDev', 'AbcStaging']) await uploadPlainly(w, build('22'), name);
    const { ports, spooled } = withSpoolOf(w);
    const { outcome } = await promote(strip('23', { exclusive: true }), ports);
    expect({ outcome, spooled }).toEqual({ outcome: 'promoted', spooled: ['pyabc-1.0.0-23-any.whl', STRIPPED] });
    const records = await w.home.records.listVersions(recordPackage(REF), {});
    expect(records.items).toHaveLength(3);
  });

  it('writes nothing and moves no byte when it is run again', async () => {
    const w = await with23And24();
    const first = await promote(strip('23'), w.ports);
    const { bytesTransferred, writes } = w.meter.read();
    const again = await promote(strip('23'), w.ports);
    expect(again).toMatchObject({ outcome: 'already-there', id: first.id, set: { origin: first.set?.origin } });
    expect(w.meter.read()).toMatchObject({ bytesTransferred, writes });
  });

  it('does not read the build again for another destination', async () => {
    const w = await with23And24();
    const { set } = await promote(strip('23'), w.ports);
    const types: string[] = [];
    const options = { onEvent: ({ type }: { readonly type: string }) => void types.push(type) };
    expect(await promote(strip('23', { to: 'AbcProd' }), w.ports, options)).toMatchObject({ set });
    expect(types).not.toContain('stripping');
  });

  it('plans without a write', async () => {
    const w = await with23And24();
    const { writes } = w.meter.read();
    expect(await promote(strip('23', { dryRun: true }), w.ports)).toMatchObject({
      outcome: 'planned',
      assets: [{ name: STRIPPED }],
    });
    expect(w.meter.read().writes).toBe(writes);
  });

  it('leaves files that name no build as they are', async () => {
    const w = world();
    await attach(w, buildOf(['pyabc-1.0.0-23-any.whl', 'pyabc-1.0.0.tar.gz'], '', '23'));
    await promote(strip('23'), w.ports);
    expect(await namesIn(w, 'AbcStaging')).toEqual([STRIPPED, 'pyabc-1.0.0.tar.gz']);
  });

  it('promotes a set as it is when none of its files names a build', async () => {
    const w = world();
    await attach(w, buildOf([STRIPPED]));
    const request = strip('0', { selector: { by: 'last', expect: 1 } });
    const { outcome, set } = await promote(request, w.ports);
    expect({ outcome, origin: set?.origin }).toEqual({ outcome: 'promoted', origin: undefined });
  });

  it('refuses to put a second build in the place of the first, unless told to', async () => {
    const w = await with23And24();
    const first = await promote(strip('23'), w.ports);
    expect(await promote(strip('24'), w.ports)).toMatchObject({ outcome: 'refused', reason: { code: 'supersedes' } });
    expect(await promote(strip('24', { replace: true }), w.ports)).toMatchObject({ method: 'replace' });
    const back = await undo({ pkg: REF, operationId: (await lastId(w)) ?? '' }, w.ports);
    expect(back.restored).toMatchObject([{ sha256: first.assets[0]?.sha256 }]);
  });

  it('is the only build of the version: other builds that are there need a replacement', async () => {
    const w = await with23And24();
    await promote(promotionOf('24'), w.ports);
    expect(await promote(strip('23'), w.ports)).toMatchObject({ reason: { code: 'supersedes' } });
    await promote(strip('23', { exclusive: true }), w.ports);
    expect(await namesIn(w, 'AbcStaging')).toEqual([STRIPPED]);
  });

  it('takes a build as stripped from a repository that holds it so', async () => {
    const w = await with23And24();
    const { set } = await promote(strip('23'), w.ports);
    for (const more of [{}, { strip: true }]) {
      const result = await promote(onward(more), portsOf(w.domain).ports);
      expect(result.set).toMatchObject({ digest: set?.digest, builds: ['23'] });
    }
    expect(await namesIn(w, 'AbcProd')).toEqual([STRIPPED]);
  });

  it('refuses a build that the source does not hold, without reading it', async () => {
    const w = await with23And24();
    const { bytesTransferred } = w.meter.read();
    expect(await promote(onward({ strip: true }), w.ports)).toMatchObject({ reason: { code: 'not-in-source' } });
    expect(w.meter.read().bytesTransferred).toBe(bytesTransferred);
  });

  it('refuses formats that have no build in their files', async () => {
    const w = await with23And24();
    const { stripper: _none, ...format } = testFormat;
    const promotion = promote(strip('23'), { ...w.ports, format });
    await expect(promotion).rejects.toMatchObject({ code: 'strip-not-supported' });
  });

  describe('into a stage with gates', () => {
    it("holds the original's verdicts for the stripped set, now and at the next stage", async () => {
      const w = await with23And24();
      expect(await promote(strip('23', { gates: GATES }), w.ports)).toMatchObject({ reason: { code: 'gate' } });
      await judge(w, '23', 'passed');
      expect((await promote(strip('23', { gates: GATES }), w.ports)).outcome).toBe('promoted');
      expect((await promote(onward({ gates: GATES, dryRun: true }), w.ports)).outcome).toBe('planned');
      await judge(w, '23', 'failed');
      expect(await promote(onward({ gates: GATES, dryRun: true }), w.ports)).toMatchObject({
        reason: { code: 'gate' },
      });
    });

    it('is stopped by a verdict about the stripped set itself', async () => {
      const w = await with23And24();
      await judge(w, '23', 'passed');
      const { set } = await promote(strip('23', { gates: GATES }), w.ports);
      const selector = { by: 'set', digest: set?.digest ?? '' } as const;
      const found = await findSet(REF, selector, { format: testFormat, home: w.home });
      await writeVerdict(w.home.records, found.set, found.digest, { check: 'tests', result: 'failed' }, w.clock.now());
      expect(await promote(onward({ gates: GATES }), w.ports)).toMatchObject({ reason: { code: 'gate' } });
    });

    it('holds them for no file that merely has the name', async () => {
      const w = await with23And24();
      await judge(w, '23', 'passed');
      await uploadPlainly(w, buildOf([STRIPPED], 'forged'), 'AbcStaging');
      const request = onward({ gates: GATES, selector: { by: 'files', names: [STRIPPED] } });
      expect(await promote(request, w.ports)).toMatchObject({ reason: { code: 'gate' } });
    });

    it('shows in why what the stripped set was made of', async () => {
      const w = await with23And24();
      await judge(w, '23', 'passed');
      const { set } = await promote(strip('23'), w.ports);
      const rows = await why({ ref: REF, from: 'AbcStaging', gates: GATES }, { ...w.ports, source: w.domain });
      expect(rows.find(({ digest }) => digest === set?.digest)).toMatchObject({
        eligible: true,
        origins: [set?.origin],
      });
    });
  });

  describe('to another version, as npm does', () => {
    const npm: FormatAdapter = {
      ...testFormat,
      format: 'npm',
      builds: 'one',
      slotsOf: (name) => [name],
      stripper: {
        recipe: 'npm-test/1',
        strip: async (file) => {
          const stripped = new MemoryFile(file.name, `stripped ${String(await file.read(0, 3))}`);
          const ref = { format: 'npm', name: 'abc', version: '1.0.0' } as const;
          return { ref, assetName: file.name, stream: () => stripped.stream() };
        },
        prove: async () => 'bytes',
      },
    };

    it('promotes the release, re-runs without a write, and can be undone', async () => {
      const w = world();
      const ref = { format: 'npm', name: 'abc', version: '1.0.0-24' } as const;
      const file = new MemoryFile('package.tgz', '24 x');
      const files = [{ asset: file.asset, open: async () => file.stream() }];
      await attachRecord({ ref, build: '24', files }, w.home, { repository: 'AbcDev' });
      const ports = { ...w.ports, format: npm };
      const request = { ...strip('24'), ref };
      const result = await promote(request, ports);
      expect(result).toMatchObject({ outcome: 'promoted', set: { ref: { version: '1.0.0' }, builds: ['24'] } });
      const held = async () => await w.domain.reader('AbcStaging').describeVersion({ ...ref, version: '1.0.0' });
      expect((await held())?.status).toBe('Published');
      const { writes } = w.meter.read();
      expect((await promote(request, ports)).outcome).toBe('already-there');
      expect(w.meter.read().writes).toBe(writes);
      await undo({ pkg: ref, operationId: result.id ?? '' }, ports);
      expect((await held())?.status).toBe('Archived');
    });
  });
});

async function lastId(w: World): Promise<string | undefined> {
  const body = (await new Log(w.home, REF).readAll()).at(-1)?.event.body;
  return body !== undefined && 'operation' in body ? body.operation.id : undefined;
}
