import { beforeEach, describe, expect, it } from 'vitest';
import { FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import { genericBuild, genericWorld, heldContent } from '../../test/generic-world.ts';
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
import { createBuildSet } from '../build-set.ts';
import { Log } from '../log/log.ts';
import { activate } from './activate.ts';
import { promote } from './promote.ts';
import { undo } from './undo.ts';
import { withdraw, type WithdrawRequest } from './withdraw.ts';

const wheel = (tag: string) => `pyabc-1.0.0-${tag}-any.whl`;
const requestFor = (tag: string, more: Partial<WithdrawRequest> = {}): WithdrawRequest => ({
  set: createBuildSet(
    REF,
    build(tag).files.map(({ asset }) => asset),
  ),
  builds: [],
  repository: 'AbcStaging',
  ...more,
});

describe('withdraw', () => {
  let w: World;
  const take = (tag: string, more: Partial<WithdrawRequest> = {}) => withdraw(requestFor(tag, more), w.ports);
  const statusOf = async () => (await w.domain.reader('AbcStaging').describeVersion(REF))?.status;

  beforeEach(async () => {
    w = world();
    await attach(w, build('22'), build('23'));
    await promote(promotionOf('22'), w.ports);
  });

  it.each(['Archived', 'Unlisted'] as const)('makes a version that holds nothing else %s', async (status) => {
    expect(await take('22', { status })).toMatchObject({ outcome: 'withdrawn', method: status, kept: [] });
    expect(await statusOf()).toBe(status);
  });

  it('rebuilds a version that holds other builds, without the one', async () => {
    await promote(promotionOf('23'), w.ports);
    expect(await take('23')).toMatchObject({ outcome: 'withdrawn', method: 'rebuilt', kept: [{ name: wheel('22') }] });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('22')]);
    expect(await statusOf()).toBe('Published');
    expect((await promote(promotionOf('22'), w.ports)).outcome).toBe('already-there');
  });

  it('refuses to hide other builds as well', async () => {
    await promote(promotionOf('23'), w.ports);
    await expect(take('23', { status: 'Unlisted' })).rejects.toMatchObject({
      code: 'shared-version',
      message: expect.stringContaining(wheel('22')),
    });
  });

  it('refuses what is not there, and says what is', async () => {
    await expect(take('23')).rejects.toMatchObject({ code: 'not-found', next: expect.stringContaining(wheel('22')) });
  });

  it('writes nothing in a dry run, and says what would go and stay', async () => {
    await promote(promotionOf('23'), w.ports);
    const before = w.meter.read().writes;
    const planned = await take('23', { dryRun: true });
    expect(planned).toMatchObject({ outcome: 'planned', method: 'rebuilt', withdrawn: [{ name: wheel('23') }] });
    expect(w.meter.read().writes).toBe(before);
  });

  it('makes no write the second time', async () => {
    const { id } = await take('22');
    const before = w.meter.read().writes;
    expect(await take('22')).toMatchObject({ outcome: 'already-withdrawn', id });
    expect(w.meter.read().writes).toBe(before);
  });

  it('keeps the bytes of what plain twine uploaded on record', async () => {
    await uploadPlainly(w, build('9'), 'AbcProd');
    await uploadPlainly(w, build('8'), 'AbcProd');
    await take('9', { repository: 'AbcProd' });
    expect(await namesIn(w, 'AbcProd')).toEqual([wheel('8')]);
    const { id = '' } = {
      id: Object.values((await new Log(w.home, REF).read()).places).at(-1)?.withdrawnBy?.operationId,
    };
    await undo({ pkg: REF, operationId: id }, w.ports);
    expect(await namesIn(w, 'AbcProd')).toEqual([wheel('8'), wheel('9')]);
  });

  it.each(['Archived', 'Unlisted'] as const)('is taken back by undo, from %s', async (status) => {
    const { id = '' } = await take('22', { status });
    expect(await undo({ pkg: REF, operationId: id }, w.ports)).toMatchObject({ outcome: 'undone' });
    expect(await statusOf()).toBe('Published');
    expect((await promote(promotionOf('22'), w.ports)).outcome).toBe('already-there');
  });

  it.each(['Archived', 'Unlisted'] as const)(
    'lets the build be promoted again, without its bytes, from %s',
    async (status) => {
      await take('22', { status });
      const before = w.meter.read().bytesTransferred;
      expect(await promote(promotionOf('22'), w.ports)).toMatchObject({ outcome: 'promoted', method: 'replace' });
      expect([await statusOf(), w.meter.read().bytesTransferred]).toEqual(['Published', before]);
    },
  );

  it('does not come back with another build that is promoted there', async () => {
    await take('22');
    expect(await promote(promotionOf('23'), w.ports)).toMatchObject({ outcome: 'promoted' });
    expect(await namesIn(w, 'AbcStaging')).toEqual([wheel('23')]);
  });

  it('warns when the stage holds on to it', async () => {
    w = world();
    await attach(w, build('22'), build('23'));
    await promote(promotionOf('23'), w.ports);
    await promote(promotionOf('22', { exclusive: true }), w.ports);
    expect((await take('22')).warnings).toEqual([expect.stringContaining('hold lift')]);
  });

  it('takes an active tree of files away, and undo brings it back', async () => {
    const g = genericWorld();
    await g.attach('22', 'content 22');
    const { set } = await activate(genericBuild('22'), g.ports);
    const held = (await g.domain.reader('AbcDev').listAssets(g.ref))?.assets ?? [];
    const { id = '' } = await withdraw(
      { set: createBuildSet(g.ref, held), builds: set?.builds ?? [], repository: 'AbcDev' },
      g.ports,
    );
    expect((await g.domain.reader('AbcDev').describeVersion(g.ref))?.status).toBe('Archived');
    await undo({ pkg: g.ref, operationId: id }, g.ports);
    expect(await heldContent(g, 'AbcDev')).toEqual(['content 22']);
  });

  it.each([
    ['a whole version', 'before', ['22']],
    ['one build of several', 'after', ['22', '23']],
  ] as const)('of %s ends right after any call failed (%s its effect)', async (_what, when, builds) => {
    for (let at = 1; ; at += 1) {
      w = world();
      await attach(w, build('22'), build('23'));
      for (const tag of builds) await promote(promotionOf(tag), w.ports);
      const last = builds.at(-1) ?? '';
      const calls = new FaultyCalls({ at, when, kind: 'killed' });
      const { home, ports } = portsOf(w.domain, undefined, 'a');
      const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
      const domain = faultyDomain(w.domain, calls);
      const faulty = { ...ports, source: domain, destination: domain, home: { ...home, records, transit } };
      await withdraw(requestFor(last), faulty).catch(() => undefined);
      await take(last);
      const offered = (await statusOf()) === 'Published' ? await namesIn(w, 'AbcStaging') : [];
      expect(offered, `call ${at}`).toEqual(builds.slice(0, -1).map(wheel));
      const id = (await new Log(w.home, REF).read()).places[`${requestArn(w)} 1.0.0`]?.withdrawnBy?.operationId ?? '';
      await undo({ pkg: REF, operationId: id }, w.ports);
      expect(await namesIn(w, 'AbcStaging'), `call ${at}`).toEqual(builds.map(wheel));
      if (calls.count < at) break;
    }
  });
});

function requestArn({ domain }: World): string {
  const { domain: name, domainOwner, partition, region } = domain.ref;
  return `arn:${partition}:codeartifact:${region}:${domainOwner}:repository/${name}/AbcStaging`;
}
