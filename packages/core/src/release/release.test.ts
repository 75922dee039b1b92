import { describe, expect, it } from 'vitest';
import { FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import { attach, build, portsOf, REF, uploadPlainly, world, type World } from '../../test/support.ts';
import type { Build } from '../attach/attach-build.ts';
import { parseBuildTag } from '../build-tag.ts';
import { versionOf } from '../coordinates.ts';
import { findSet } from '../find-set.ts';
import { writeVerdict } from '../home/verdict-note.ts';
import { Log } from '../log/log.ts';
import { verifyLogs } from '../log/verify-log.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import { promote } from '../promotion/promote.ts';
import type { PromotionPorts, PromotionRequest, Selector } from '../promotion/request.ts';
import { chooseSet } from './choose-set.ts';
import { promoteTogether, type TogetherResult } from './promote-together.ts';
import { createRelease, listReleases, type Release, requireRelease } from './release-record.ts';
import { undoTogether } from './undo-together.ts';

const LIB = versionOf({ format: 'pypi', name: 'pylib' }, '2.0.0');
const by23 = { by: 'build', tag: parseBuildTag('23') } as const satisfies Selector;

function libBuild(tag: string): Build {
  const file = new MemoryFile(`pylib-2.0.0-${tag}-any.whl`, `lib ${tag}`);
  return {
    ref: LIB,
    build: tag,
    files: [{ asset: file.asset, fields: [['name', 'pylib']], open: async () => file.stream() }],
  };
}

async function prepared(): Promise<World> {
  const w = world();
  await attach(w, build('23'), libBuild('23'));
  return w;
}

function requestOf(ref: typeof LIB, selector: Selector = by23): PromotionRequest {
  return { ref, selector, from: 'AbcDev', to: 'AbcStaging', release: 'R1' };
}

async function promoteBoth(ports: PromotionPorts, selector: Selector = by23): Promise<TogetherResult> {
  return await promoteTogether(
    [requestOf(LIB, selector), requestOf(REF, selector)].map((request) => ({ request, ports })),
  );
}

async function undoBoth(ports: PromotionPorts) {
  const sets = await Promise.all([LIB, REF].map((ref) => chooseSet({ ref, selector: by23 }, ports)));
  return await undoTogether({ release: 'R1', to: 'AbcStaging', items: sets.map((set) => ({ set, ports })) });
}

async function inStaging({ domain }: World): Promise<string[]> {
  const staging = domain.reader('AbcStaging');
  const found = await Promise.all([LIB, REF].map((ref) => staging.describeVersion(ref)));
  return [LIB, REF].filter((_, index) => found[index]?.status === 'Published').map(({ name }) => name);
}

const states = ({ parts }: { parts: readonly { state: string }[] }): string[] => parts.map(({ state }) => state);

describe('promoteTogether', () => {
  it('stores the heads of the other logs in each, so that a tail that is cut off is found', async () => {
    const w = await prepared();
    await promote(requestOf(LIB), w.ports);
    await promoteTogether([requestOf(REF)].map((request) => ({ request, ports: w.ports })));
    await promoteTogether(
      [LIB, REF].map((ref) => ({ request: { ...requestOf(ref), to: 'AbcProd' }, ports: portsOf(w.domain).ports })),
    );
    expect((await verifyLogs([LIB, REF], w.home)).flatMap(({ findings }) => findings)).toEqual([]);
    const log = new Log(w.home, LIB);
    const { length } = await log.readAll();
    const last = log.place(length);
    await w.home.records.updateStatus(last, { to: 'Archived', expected: 'Published' });
    await w.home.records.deleteVersion(last, { expected: 'Archived' });
    const findings = (await verifyLogs([LIB, REF], w.home)).flatMap((report) => report.findings);
    expect(findings).toMatchObject([{ number: length, kind: 'cut-off' }]);
  });

  it('promotes all of them, and again makes no write', async () => {
    const w = await prepared();
    expect(await promoteBoth(w.ports)).toMatchObject({ outcome: 'promoted' });
    expect(await inStaging(w)).toEqual(['pylib', 'pyabc']);
    const { writes } = w.meter.read();
    const again = await promoteBoth(w.ports);
    expect([again.outcome, ...states(again)]).toEqual(['already-there', 'already-there', 'already-there']);
    expect(w.meter.read().writes).toBe(writes);
  });

  it('writes the name of the release into the log', async () => {
    const w = await prepared();
    await promoteBoth(w.ports);
    const events = await new Log(w.home, LIB).readAll();
    expect(events.map(({ event: { body } }) => 'operation' in body && body.operation.release)).toEqual(['R1', 'R1']);
  });

  it('writes nothing when one of them is unfit, and says of each what it is', async () => {
    const w = await prepared();
    const { writes } = w.meter.read();
    const requests = [requestOf(LIB), requestOf(REF, { by: 'build', tag: parseBuildTag('99') })];
    const result = await promoteTogether(requests.map((request) => ({ request, ports: w.ports })));
    expect([result.outcome, ...states(result)]).toEqual(['refused', 'planned', 'unfit']);
    expect(result.parts[1]?.error).toMatchObject({ code: 'no-such-build' });
    expect(w.meter.read().writes).toBe(writes);
  });

  it('holds every set against its gates before the first write', async () => {
    const w = await prepared();
    const gated = { ...requestOf(REF), gates: { stage: 'staging', approvals: 1 } };
    const result = await promoteTogether([requestOf(LIB), gated].map((request) => ({ request, ports: w.ports })));
    expect([result.outcome, result.parts[1]?.error?.code]).toEqual(['refused', 'gate']);
    expect(await inStaging(w)).toEqual([]);
  });

  it('plans only, when it is asked to', async () => {
    const w = await prepared();
    const { writes } = w.meter.read();
    const item = { request: requestOf(LIB), ports: w.ports };
    expect(await promoteTogether([item], { dryRun: true })).toMatchObject({ outcome: 'planned' });
    expect(w.meter.read().writes).toBe(writes);
  });

  it('promotes the builds that were planned, whatever arrives meanwhile', async () => {
    const w = await prepared();
    const arriving: Promise<void>[] = [];
    const items = [requestOf(LIB), requestOf(REF, { by: 'last' })].map((request) => ({ request, ports: w.ports }));
    const result = await promoteTogether(items, {
      onEvent: ({ event, phase }) => {
        if (phase === 'promoting' && event.type === 'copied') arriving.push(attach(w, build('24')));
      },
    });
    await Promise.all(arriving);
    expect(arriving).not.toEqual([]);
    expect(result.parts[1]?.result?.set?.builds).toEqual(['23']);
  });

  it('places no hold where nobody named the build', async () => {
    const w = await prepared();
    await attach(w, build('24'));
    const gates = { stage: 'staging', checks: ['smoke'] };
    const { set, digest } = await findSet(REF, by23, { format: w.ports.format, home: w.home });
    await writeVerdict(w.home.records, set, digest, { check: 'smoke', result: 'passed' }, w.clock.now());
    const request = { ...requestOf(REF, { by: 'last-passed' }), gates, addAnyway: true };
    await promoteTogether([{ request, ports: w.ports }]);
    expect((await new Log(w.home, REF).read()).holds).toEqual({});
  });

  it('stops at the first failure, leaves the rest untouched, and continues when it is run again', async () => {
    const w = await prepared();
    const broken = portsOf(w.domain, undefined, 'b').ports;
    const failing: PromotionPorts = {
      ...broken,
      destination: faultyDomain(w.domain, {
        call: async (work, method) => {
          if (method === 'copyVersion') throw new Error('the cable is cut');
          return await work();
        },
      }),
    };
    const items = [requestOf(LIB), requestOf(REF)].map((request, index) => ({
      request,
      ports: index === 0 ? failing : w.ports,
    }));
    const result = await promoteTogether(items);
    expect([result.outcome, ...states(result)]).toEqual(['stopped', 'failed', 'untouched']);
    expect(result.parts[0]?.error?.message).toBe('the cable is cut');
    expect(await inStaging(w)).toEqual([]);
    expect(await promoteBoth(portsOf(w.domain, undefined, 'c').ports)).toMatchObject({ outcome: 'promoted' });
  });

  it('refuses a version that is named twice', async () => {
    const w = await prepared();
    const items = [requestOf(LIB), requestOf(LIB, { by: 'last' })].map((request) => ({ request, ports: w.ports }));
    await expect(promoteTogether(items)).rejects.toMatchObject({ code: 'duplicate-set' });
  });
});

describe('undoTogether', () => {
  it('takes the release back, and again changes nothing', async () => {
    const w = await prepared();
    await promoteBoth(w.ports);
    expect(states(await undoBoth(w.ports))).toEqual(['undone', 'undone']);
    expect(await inStaging(w)).toEqual([]);
    expect(await undoBoth(w.ports)).toMatchObject({ outcome: 'nothing-to-undo' });
  });

  it('takes back what a stage that strips builds made of its set', async () => {
    const { ports, ...w } = await prepared();
    const set = await chooseSet({ ref: REF, selector: by23 }, ports);
    await promote({ ...requestOf(REF), strip: true }, ports);
    expect(await inStaging({ ...w, ports })).toEqual(['pyabc']);
    const undone = await undoTogether({ release: 'R1', to: 'AbcStaging', items: [{ set, ports }] });
    expect(states(undone)).toEqual(['undone']);
    expect(await inStaging({ ...w, ports })).toEqual([]);
  });

  it('keeps what had been there without the release', async () => {
    const w = await prepared();
    const { release: _none, ...alone } = requestOf(LIB);
    await promote(alone, w.ports);
    await promoteBoth(w.ports);
    expect(states(await undoBoth(w.ports))).toEqual(['kept', 'undone']);
    expect(await inStaging(w)).toEqual(['pylib']);
  });

  it('stops where something was done to a version since', async () => {
    const w = await prepared();
    await promoteBoth(w.ports);
    await attach(w, build('24'));
    await promote({ ...requestOf(REF, { by: 'last' }) }, w.ports);
    const result = await undoBoth(w.ports);
    expect([result.outcome, ...states(result)]).toEqual(['stopped', 'untouched', 'failed']);
    expect(result.parts[1]?.error).toMatchObject({ code: 'not-last' });
  });
});

describe('a release that is interrupted anywhere', () => {
  function faulty(w: World, calls: FaultyCalls): PromotionPorts {
    const { home, ports } = portsOf(w.domain, undefined, 'a');
    const domain = faultyDomain(w.domain, calls);
    const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
    return { ...ports, source: domain, destination: domain, home: { ...home, records, transit } };
  }

  it.each(['before', 'after'] as const)('ends whole or not at all when it was killed %s a call', async (when) => {
    const counting = new FaultyCalls();
    await promoteBoth(faulty(await prepared(), counting));
    expect(counting.count).toBeGreaterThan(40);
    for (let at = 1; at <= counting.count; at += 1) {
      const w = await prepared();
      await promoteBoth(faulty(w, new FaultyCalls({ at, when, kind: 'killed' }))).catch(() => undefined);
      const { ports } = portsOf(w.domain, undefined, 'b');
      const taken = await undoBoth(ports);
      const isUnfinished = taken.parts.some(({ error }) => error?.code === 'release-unfinished');
      const left = isUnfinished ? [] : await inStaging(w);
      expect(left, `call ${at}`).toEqual([]);
      expect((await promoteBoth(ports)).parts, `call ${at}`).not.toContainEqual(
        expect.objectContaining({ state: 'failed' }),
      );
      expect(await inStaging(w), `call ${at}`).toEqual(['pylib', 'pyabc']);
      expect(states(await undoBoth(ports)), `call ${at}`).toEqual(['undone', 'undone']);
      expect(await inStaging(w), `call ${at}`).toEqual([]);
    }
  });

  it('is taken back whole when undoing was killed at any call', async () => {
    const counting = new FaultyCalls();
    const first = await prepared();
    await promoteBoth(first.ports);
    await undoBoth(faulty(first, counting));
    for (let at = 1; at <= counting.count; at += 1) {
      const w = await prepared();
      await promoteBoth(w.ports);
      await undoBoth(faulty(w, new FaultyCalls({ at, when: 'after', kind: 'killed' }))).catch(() => undefined);
      await undoBoth(portsOf(w.domain, undefined, 'b').ports);
      expect(await inStaging(w), `call ${at}`).toEqual([]);
    }
  });
});

describe('a release', () => {
  async function releaseOf(w: World, name = 'R1'): Promise<Release> {
    return { name, sets: [await chooseSet({ ref: LIB, selector: by23 }, w.ports)] };
  }

  it('is kept, found by its name, and the same again is no change', async () => {
    const w = await prepared();
    const release = { ...(await releaseOf(w)), by: 'jo', comment: 'the autumn one' };
    expect(await createRelease(release, w.home)).toBe('created');
    expect(await createRelease({ ...release, by: 'kim' }, w.home)).toBe('already-there');
    expect(await requireRelease('R1', w.home.records)).toEqual(release);
    expect(await listReleases(w.home.records)).toEqual(['R1']);
  });

  it('never stands for other sets', async () => {
    const w = await prepared();
    await createRelease(await releaseOf(w), w.home);
    const other = await chooseSet({ ref: REF, selector: by23 }, w.ports);
    await expect(createRelease({ name: 'R1', sets: [other] }, w.home)).rejects.toMatchObject({
      code: 'release-exists',
    });
  });

  it('puts a set on record that plain tools uploaded', async () => {
    const w = world();
    await uploadPlainly(w, build('23'));
    const { digest } = await chooseSet({ ref: REF, selector: by23, from: 'AbcDev' }, w.ports);
    expect((await chooseSet({ ref: REF, selector: { by: 'set', digest } }, w.ports)).digest).toBe(digest);
  });

  it.each(['', '-x', 'a b', 'a/b', 'x'.repeat(101)])('is not called "%s"', async (name) => {
    const w = await prepared();
    await expect(createRelease(await releaseOf(w, name), w.home)).rejects.toMatchObject({
      code: 'invalid-release-name',
    });
  });

  it('is refused when somebody wrote something else in its place, and when there is none', async () => {
    const w = await prepared();
    await expect(requireRelease('R9', w.home.records)).rejects.toMatchObject({ code: 'no-such-release' });
    const file = new MemoryFile('release.json', '{}');
    const place = { format: 'generic', namespace: 'buildset.release', name: 'R9', version: '1' } as const;
    await w.home.records.publishAsset(place, { asset: file.asset, open: async () => file.stream() });
    await expect(requireRelease('R9', w.home.records)).rejects.toMatchObject({ code: 'invalid-note' });
  });
});
