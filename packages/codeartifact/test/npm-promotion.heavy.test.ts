import {
  type CopyRequest,
  type Domain,
  listBuilds,
  Meter,
  promote,
  type PromotionPorts,
  type PromotionRequest,
  type RepositoryWriter,
  undo,
  type VersionRef,
  versionOf,
} from '@buildset/core';
import { npmAsset, npmIntegrity, npmPublication } from '@buildset/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activated, attached, byBuild, NpmService } from './npm-service.ts';

let service: NpmService;
let ports: PromotionPorts;
let dev: RepositoryWriter;

beforeAll(async () => {
  service = await NpmService.start();
  ports = await service.ports('1');
  dev = ports.destination.writer('AbcDev');
});

afterAll(() => service.close());

const promotion = (ref: VersionRef, build: string, more: Partial<PromotionRequest> = {}): PromotionRequest => ({
  ref,
  selector: byBuild(build),
  from: 'AbcDev',
  to: 'AbcStaging',
  ...more,
});

describe('npm in CodeArtifact', () => {
  it('promotes one of several builds while another is active, and undoes it', async () => {
    const ref = service.fresh();
    const consumed = (repository: string): Promise<string> => service.consume(repository, ref, ['22', '23', '24']);
    await attached(ref, ports, '22', '23', '24');
    expect(await activated(ref, ports, '24')).toMatchObject({ method: 'assemble', tags: [{ tag: 'latest' }] });
    expect(await consumed('AbcDev')).toBe('24, latest 1.0.0');
    const first = await promote(promotion(ref, '23'), ports);
    expect(first).toMatchObject({ outcome: 'promoted', method: 'assemble', tags: [{ tag: 'latest' }] });
    expect([await consumed('AbcStaging'), await consumed('AbcDev')]).toEqual(['23, latest 1.0.0', '24, latest 1.0.0']);
    const { writes } = ports.meter.read();
    expect(await promote(promotion(ref, '23'), ports)).toMatchObject({ outcome: 'already-there', writes });

    const replaced = await promote(promotion(ref, '24', { replace: true }), ports);
    expect(replaced).toMatchObject({ outcome: 'promoted', method: 'replace' });
    expect(replaced.removed).toEqual([{ ...npmAsset(ref, '23'), integrity: npmIntegrity(ref, '23') }]);
    expect(await consumed('AbcStaging')).toBe('24, latest 1.0.0');
    await undo({ pkg: ref, operationId: replaced.id ?? '' }, ports);
    expect(await consumed('AbcStaging')).toBe('23, latest 1.0.0');
  });

  it('undoes a first promotion by archiving it, and promotes it again', async () => {
    const ref = service.fresh();
    const consumed = (): Promise<string> => service.consume('AbcStaging', ref, ['23']);
    await attached(ref, ports, '23');
    const { id = '' } = await promote(promotion(ref, '23'), ports);
    await undo({ pkg: ref, operationId: id }, ports);
    expect(await consumed()).toBe('nothing');
    expect(await promote(promotion(ref, '23'), ports)).toMatchObject({ outcome: 'promoted' });
    expect(await consumed()).toBe('23, latest 1.0.0');
  });

  it('carries the tags of the policy and no others, and the sentinel holds latest in the transit', async () => {
    const ref = service.fresh('1.0.0');
    const later = versionOf(ref, '2.0.0');
    await attached(later, ports, '1');
    await promote(promotion(later, '1'), ports);
    await attached(ref, ports, '23');
    await activated(ref, ports, '23');
    await dev.setDistTag(ref, 'wip');
    const bytes = ports.meter.read().bytesTransferred;
    const tags = { move: 'set', names: ['lts'] } as const;
    const result = await promote(promotion(ref, '23', { tags }), ports);
    expect(result).toMatchObject({ outcome: 'promoted', method: 'assemble', tags: [{ tag: 'lts' }] });
    expect(result.bytesTransferred - bytes).toBeLessThan(400); // the sentinel's
    expect(await service.consume('AbcStaging', ref, ['23'])).toBe('23, latest 2.0.0, lts 1.0.0');
    const transit = await ports.home.transit.readPackument(ref);
    expect(Object.fromEntries(transit?.tags ?? [])).toEqual({ latest: '0.0.0-buildset' });
    expect(await promote(promotion(ref, '23', { tags }), ports)).toMatchObject({ outcome: 'already-there' });
  });

  it('copies in one request what the source holds with just these tags, and no byte goes through the client', async () => {
    const ref = service.fresh();
    await attached(ref, ports, '23');
    await activated(ref, ports, '23');
    const bytes = ports.meter.read().bytesTransferred;
    const result = await promote(promotion(ref, '23'), ports);
    expect(result).toMatchObject({ outcome: 'promoted', method: 'copy', bytesTransferred: bytes });
  });

  it('asks exactly what it foretold, endpoints and tokens included', async () => {
    const ref = service.fresh();
    await attached(ref, ports, '22', '23');
    await activated(ref, ports, '23');
    for (const build of ['23', '22']) {
      const request = promotion(ref, build, { replace: true });
      const [planner, promoter] = [new Meter(), new Meter()];
      const planning = await service.ports('2', undefined, { meter: planner });
      const { forecast } = await promote({ ...request, dryRun: true }, planning);
      await promote(request, await service.ports('3', undefined, { meter: promoter }));
      expect(promoter.read().calls).toEqual(forecast?.calls);
    }
  });

  it('replaces by a pinned removal and a copy where an overwriting copy would merge, tags and deprecation too', async () => {
    const ref = service.fresh();
    const merging = await service.ports('4', { 'copy-overwrite': 'merge' });
    await attached(ref, merging, '22', '23');
    await promote(promotion(ref, '23'), merging);
    const staging = merging.destination.writer('AbcStaging');
    await staging.setDistTag(ref, 'beta');
    await staging.deprecateVersion(ref, 'old');
    const result = await promote(promotion(ref, '22', { replace: true, keepDeprecation: true }), merging);
    expect(result).toMatchObject({ outcome: 'promoted', method: 'replace' });
    expect(await service.consume('AbcStaging', ref, ['22'])).toBe('22, beta 1.0.0, latest 1.0.0');
    expect((await staging.readPackument(ref))?.versions.get('1.0.0')?.deprecated).toBe('old');
  });

  it('moves tags alone', async () => {
    const ref = service.fresh();
    await attached(ref, ports, '23');
    await promote(promotion(ref, '23'), ports);
    const tags = { move: 'set', names: ['stable'] } as const;
    const result = await promote(promotion(ref, '23', { tags }), ports);
    expect(result).toMatchObject({ method: 'tag', outcome: 'promoted', tags: [{ tag: 'stable' }] });
    await undo({ pkg: ref, operationId: result.id ?? '' }, ports);
    expect(await service.consume('AbcStaging', ref, ['23'])).toBe('23, latest 1.0.0');
  });

  it('notices what npm published by hand, puts it on record, and restores it', async () => {
    const ref = service.fresh();
    const consumed = (): Promise<string> => service.consume('AbcDev', ref, ['24', 'by hand']);
    await attached(ref, ports, '24');
    await dev.publishAsset(ref, await npmPublication(ref, 'by hand'));
    const { format, home, source } = ports;
    const rows = await listBuilds({ pkg: ref, repositories: ['AbcDev'] }, { domain: source, home, format });
    expect(rows.map(({ activeIn, state }) => [state, activeIn])).toEqual([
      ['derived', ['AbcDev']],
      ['sealed', []],
    ]);
    const result = await activated(ref, ports, '24');
    expect(result).toMatchObject({ method: 'replace', removed: [{ integrity: npmIntegrity(ref, 'by hand') }] });
    expect(await consumed()).toBe('24, latest 1.0.0');
    await undo({ pkg: ref, operationId: result.id ?? '' }, ports);
    expect(await consumed()).toBe('by hand, latest 1.0.0');
  });

  it('refuses a deprecated version, and drift in the destination', async () => {
    const ref = service.fresh();
    await attached(ref, ports, '23');
    await activated(ref, ports, '23');
    await dev.deprecateVersion(ref, 'no good');
    expect((await promote(promotion(ref, '23'), ports)).reason?.code).toBe('deprecated');
    await dev.deprecateVersion(ref, '');
    await ports.destination.writer('AbcStaging').publishAsset(ref, await npmPublication(ref, 'x'));
    expect((await promote(promotion(ref, '23', { replace: true }), ports)).reason?.code).toBe('drift');
  });

  it('says that the metadata differs where the same tarball arrived from elsewhere meanwhile', async () => {
    const ref = service.fresh();
    await attached(ref, ports, '23');
    const publication = await npmPublication(ref, '23');
    const document: typeof publication.document = (target) => {
      const made = publication.document?.(target);
      if (!made) throw new Error('no document');
      const head = made.head.replace('"versions":{"1.0.0":{', '"versions":{"1.0.0":{"_npmVersion":"99.0.0",');
      return { ...made, head, contentLength: made.contentLength + head.length - made.head.length };
    };
    const staging = ports.destination.writer('AbcStaging');
    const domain = overtaken(ports.destination, async () => {
      await staging.publishAsset(ref, { ...publication, document });
    });
    const result = await promote(promotion(ref, '23'), { ...ports, source: domain, destination: domain });
    expect(result).toMatchObject({ outcome: 'promoted', warnings: [expect.stringContaining('metadata differs')] });
    expect(await service.consume('AbcStaging', ref, ['23'])).toBe('23, latest 1.0.0');
  });
});

/** The domain, in which something happens just before the first copy into AbcStaging. */
function overtaken(domain: Domain, happens: () => Promise<void>): Domain {
  let hasHappened = false;
  const copier = (writer: RepositoryWriter) => async (request: CopyRequest) => {
    if (!hasHappened) await happens();
    hasHappened = true;
    return await writer.copyVersion(request);
  };
  const bound = <Target extends object>(target: Target, key: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, key);
    return typeof value === 'function' ? value.bind(target) : value;
  };
  return new Proxy(domain, {
    get: (target, key) => {
      if (key !== 'writer') return bound(target, key);
      return (name: string) => {
        const writer = target.writer(name);
        if (name !== 'AbcStaging') return writer;
        return new Proxy(writer, { get: (it, what) => (what === 'copyVersion' ? copier(it) : bound(it, what)) });
      };
    },
  });
}
