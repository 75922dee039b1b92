import { beforeEach, describe, expect, it } from 'vitest';
import { type Fault, FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import {
  attach,
  build,
  buildOf,
  namesIn,
  promotionOf,
  REF,
  uploadPlainly,
  world,
  type World,
} from '../../test/support.ts';
import { attachBuild } from '../attach/attach-build.ts';
import { createBuildSet, setDigest } from '../build-set.ts';
import { history } from '../history.ts';
import { approve } from '../home/approval-note.ts';
import { listRecords } from '../home/record.ts';
import { writeVerdict, type VerdictResult } from '../home/verdict-note.ts';
import { LEASE_MS } from '../log/lease.ts';
import { Log } from '../log/log.ts';
import { why } from '../why.ts';
import { promote } from './promote.ts';
import type { Gates, PromotionPorts, PromotionRequest } from './request.ts';
import { undo } from './undo.ts';

const HOUR = 3_600_000;
const wheel = (tag: string, platform = 'any') => `pyabc-1.0.0-${tag}-${platform}.whl`;

describe('a promotion into another domain', () => {
  let here: World;
  let there: World;
  let ports: PromotionPorts;

  beforeEach(async () => {
    here = world({ domain: 'abc' });
    there = world({ domain: 'xyz', seed: 'b' });
    ports = across(here, there);
    await attach(here, build('23', ['linux', 'mac']), build('24'));
  });

  const run = (tag = '23', more: Partial<PromotionRequest> = {}) => promote(promotionOf(tag, more), ports);
  const set23 = () => {
    const { files } = build('23', ['linux', 'mac']);
    return createBuildSet(
      REF,
      files.map(({ asset }) => asset),
    );
  };

  it('brings the bytes, the record and the log to the home of the destination, and writes nothing to the source', async () => {
    const before = here.meter.read().writes;
    expect(await run()).toMatchObject({ outcome: 'promoted', method: 'assemble' });
    expect(await namesIn(there, 'AbcStaging')).toEqual([wheel('23', 'linux'), wheel('23', 'mac')]);
    const [record] = await listRecords(there.home.records, REF, '1.0.0');
    expect(record).toMatchObject({ state: 'sealed', buildTag: '23', digest12: setDigest(set23()).slice(7, 19) });
    const events = (await new Log(there.home, REF).readAll()).map(({ event }) => event.body.type);
    expect(events.at(0)).toBe('operation.started');
    expect(events.at(-1)).toBe('operation.completed');
    expect(await there.home.transit.listAssets(REF)).toBeUndefined();
    expect(here.meter.read().writes).toBe(before);
  });

  it('makes no write the second time', async () => {
    await run();
    const before = [here, there].map(({ meter }) => meter.read().writes);
    expect(await run()).toMatchObject({ outcome: 'already-there' });
    expect([here, there].map(({ meter }) => meter.read().writes)).toEqual(before);
  });

  it('takes files for a build that only its record names', async () => {
    await attach(here, buildOf([wheel('25'), 'pyabc-1.0.0.tar.gz'], '', '25'));
    await run('25');
    expect(await namesIn(there, 'AbcStaging')).toEqual([wheel('25'), 'pyabc-1.0.0.tar.gz']);
  });

  it('refuses a part of a build', async () => {
    const other = await world({ domain: 'abc' });
    await uploadPlainly(other, build('23', ['linux']));
    const result = await promote(promotionOf('23'), { ...ports, source: other.domain });
    expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'not-in-source' } });
  });

  it('means the source`s build where both homes know the tag', async () => {
    await attach(there, build('23', ['any'], 'other bytes'));
    await run();
    expect(await namesIn(there, 'AbcStaging')).toEqual([wheel('23', 'linux'), wheel('23', 'mac')]);
  });

  it('works where the source`s domain has no home', async () => {
    const { sourceHome: _none, ...alone } = ports;
    expect(await promote(promotionOf('23'), alone)).toMatchObject({ outcome: 'promoted' });
    expect(await namesIn(there, 'AbcStaging')).toEqual([wheel('23', 'linux'), wheel('23', 'mac')]);
  });

  it('is taken back there', async () => {
    await run();
    const { id = '' } = await run('24', { exclusive: true });
    await undo({ pkg: REF, operationId: id }, there.ports);
    expect(await namesIn(there, 'AbcStaging')).toEqual([wheel('23', 'linux'), wheel('23', 'mac')]);
  });

  it('of which nothing was there before is archived when it is taken back', async () => {
    const { id = '' } = await run();
    await undo({ pkg: REF, operationId: id }, there.ports);
    expect((await there.domain.reader('AbcStaging').describeVersion(REF))?.status).toBe('Archived');
  });

  it('goes on from there: the adopted build is promoted inside the other domain', async () => {
    await run();
    const request = promotionOf('23', { from: 'AbcStaging', to: 'AbcProd' });
    expect(await promote(request, there.ports)).toMatchObject({ outcome: 'promoted', method: 'copy' });
  });

  describe('with work items', () => {
    beforeEach(() => attachBuild(build('25'), here.domain.writer('AbcDev'), here.home, { workItems: ['ABC-1'] }));
    const workItems = async () =>
      (await history([REF], { version: '1.0.0' }, there.home)).flatMap(({ body }) =>
        body.type === 'operation.completed' ? [body.workItems] : [],
      );

    it('names them in the log of the destination', async () => {
      await run('25');
      expect(await workItems()).toEqual([['ABC-1']]);
    });

    it('names them again when it goes on from there, where no note tells them', async () => {
      await run('25');
      await promote(promotionOf('25', { from: 'AbcStaging', to: 'AbcProd' }), there.ports);
      expect(await workItems()).toEqual([['ABC-1'], ['ABC-1']]);
    });

    it('takes them from the notes of every home that the stage lists, each once', async () => {
      await uploadPlainly(there, build('25'));
      const gateHomes = [there.home.records, here.home.records];
      await promote(promotionOf('25'), { ...there.ports, gateHomes });
      expect(await workItems()).toEqual([['ABC-1']]);
      await promote(promotionOf('25', { to: 'AbcProd' }), { ...ports, gateHomes });
      expect(await workItems()).toEqual([['ABC-1'], ['ABC-1']]);
    });
  });

  describe('with gates', () => {
    const gates: Gates = { stage: 'prod', checks: ['tests'], approvals: 2 };

    const judge = async ({ home }: World, result: VerdictResult) => {
      for (const { clock } of [here, there]) clock.advance(1000);
      await writeVerdict(home.records, set23(), setDigest(set23()), { check: 'tests', result }, home.clock.now());
    };
    const say = ({ home }: World, by: string) => approve(home.records, REF, setDigest(set23()), { stage: 'prod', by });

    it('counts verdicts and approvals of both homes', async () => {
      await judge(here, 'passed');
      await say(here, 'ann');
      expect(await run('23', { gates })).toMatchObject({ outcome: 'refused', reason: { code: 'gate' } });
      await say(there, 'bob');
      expect(await run('23', { gates })).toMatchObject({ outcome: 'promoted' });
    });

    it('counts the latest verdict, whichever home has it', async () => {
      const checks: Gates = { stage: 'prod', checks: ['tests'] };
      await judge(here, 'passed');
      await judge(there, 'failed');
      expect(await run('23', { gates: checks })).toMatchObject({ outcome: 'refused' });
      await judge(here, 'failed');
      await judge(here, 'passed');
      expect(await run('23', { gates: checks })).toMatchObject({ outcome: 'promoted' });
    });

    it('counts no others than those of the homes that are named', async () => {
      ports = { ...ports, gateHomes: [there.home.records] };
      const checks: Gates = { stage: 'prod', checks: ['tests'] };
      await judge(here, 'passed');
      expect(await run('23', { gates: checks })).toMatchObject({ outcome: 'refused' });
      await judge(there, 'passed');
      expect(await run('23', { gates: checks })).toMatchObject({ outcome: 'promoted' });
    });

    it('reads the time in the source from the log of its own domain', async () => {
      const soak: Gates = { stage: 'prod', soakMs: 2 * HOUR };
      await promote(promotionOf('23', { to: 'AbcStaging' }), here.ports);
      const request = { from: 'AbcStaging', to: 'AbcProd', gates: soak };
      expect(await run('23', request)).toMatchObject({ outcome: 'refused' });
      for (const { clock } of [here, there]) clock.advance(3 * HOUR);
      expect(await run('23', request)).toMatchObject({ outcome: 'promoted' });
    });

    it('shows what each build has and lacks', async () => {
      await judge(here, 'passed');
      const rows = await why({ ref: REF, from: 'AbcDev', gates: { stage: 'prod', checks: ['tests'] } }, ports);
      expect(rows.map(({ build: tag, eligible, recorded }) => [tag, eligible, recorded])).toEqual([
        ['23', true, false],
        ['24', false, false],
      ]);
    });
  });
});

describe('a promotion into another domain that is interrupted', () => {
  it.each([
    { when: 'before', kind: 'killed' },
    { when: 'after', kind: 'killed' },
    { when: 'after', kind: 'retryable' },
  ] as const)('ends right after any call ($kind, $when its effect)', async (fault) => {
    const calls = await countCalls();
    expect(calls).toBeGreaterThan(20);
    for (let at = 1; at <= calls; at += 1) await interruptAndRunAgain({ ...fault, at });
  });

  async function worlds() {
    const [here, there] = [world({ domain: 'abc' }), world({ domain: 'xyz', seed: 'b' })] as const;
    await attach(here, build('23', ['linux', 'mac']));
    return { here, there };
  }

  function faulty(here: World, there: World, calls: FaultyCalls): PromotionPorts {
    const whole = across(here, there);
    const homeOf = ({ home }: World) => ({
      ...home,
      records: faultyWriter(home.records, calls),
      transit: faultyWriter(home.transit, calls),
    });
    const [source, destination] = [faultyDomain(here.domain, calls), faultyDomain(there.domain, calls)];
    return { ...whole, source, destination, home: homeOf(there), sourceHome: homeOf(here) };
  }

  async function countCalls(): Promise<number> {
    const { here, there } = await worlds();
    const calls = new FaultyCalls();
    await promote(promotionOf('23'), faulty(here, there, calls));
    return calls.count;
  }

  async function interruptAndRunAgain(fault: Fault): Promise<void> {
    const { here, there } = await worlds();
    await promote(promotionOf('23'), faulty(here, there, new FaultyCalls(fault))).catch(() => undefined);
    expect([[], [wheel('23', 'linux'), wheel('23', 'mac')]]).toContainEqual(await namesIn(there, 'AbcStaging'));
    for (const { clock } of [here, there]) clock.advance(LEASE_MS + 1000);
    await promote(promotionOf('23'), across(here, there));
    expect(await namesIn(there, 'AbcStaging')).toEqual([wheel('23', 'linux'), wheel('23', 'mac')]);
    expect(await promote(promotionOf('23'), across(here, there))).toMatchObject({ outcome: 'already-there' });
  }
});

/** Ports of a promotion from one domain into another. */
function across(here: World, there: World): PromotionPorts {
  return { ...there.ports, source: here.domain, sourceHome: here.home };
}
