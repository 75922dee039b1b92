import {
  activate,
  attachRecord,
  type Home,
  initHome,
  MemoryRandom,
  MemorySpool,
  Meter,
  openHome,
  parseBuildTag,
  promote,
  type PromotionPorts,
  type PromotionRequest,
  type VersionRef,
} from '@buildset/core';
import { npm, npmAsset, npmBuild } from '@buildset/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeTimer } from '../src/node/timer.ts';
import { type LocalService, startLocalService } from './local-service.ts';

let service: LocalService;
let home: Home;
let ports: PromotionPorts;
let serial = 0;

beforeAll(async () => {
  service = await startLocalService({ report: () => undefined });
  const domain = await service.connect({ home: 'buildset' });
  await initHome(domain);
  await domain.createRepository('AbcDev', 'for tests');
  await domain.createRepository('AbcStaging', 'for tests');
  const { records, transit } = await openHome(domain);
  home = { records, transit, clock: domain.clock, timer: nodeTimer, random: new MemoryRandom() };
  ports = {
    source: domain,
    destination: domain,
    home,
    format: npm,
    spool: new MemorySpool(),
    meter: new Meter(),
    answers: async () => ({ 'copy-overwrite': 'replace' }),
  };
});

afterAll(() => service.close());

function fresh(version = '1.0.0'): VersionRef {
  serial += 1;
  return { format: 'npm', namespace: 'abc', name: `lib${serial}`, version };
}

async function attached(ref: VersionRef, ...builds: readonly string[]): Promise<void> {
  for (const build of builds) await attachRecord(npmBuild(ref, build), home, { repository: 'AbcDev' });
}

const byBuild = (build: string) => ({ by: 'build', tag: parseBuildTag(build) }) as const;

const promotion = (ref: VersionRef, build: string, more: Partial<PromotionRequest> = {}): PromotionRequest => ({
  ref,
  selector: byBuild(build),
  from: 'AbcDev',
  to: 'AbcStaging',
  ...more,
});

async function shownIn(repository: string, ref: VersionRef): Promise<unknown> {
  const reader = ports.destination.reader(repository);
  const [listing, packument] = await Promise.all([reader.listAssets(ref), reader.readPackument(ref)]);
  return { assets: listing?.assets.map(({ sha256 }) => sha256), tags: Object.fromEntries(packument?.tags ?? []) };
}

const holding = (ref: VersionRef, build: string, tags: Record<string, string>): unknown => ({
  assets: [npmAsset(ref, build).sha256],
  tags,
});

describe('npm in CodeArtifact', () => {
  it('activates one of several builds, and promotes another while it is active', async () => {
    const ref = fresh();
    await attached(ref, '22', '23', '24');
    const active = await activate({ ref, selector: byBuild('24'), repository: 'AbcDev' }, ports);
    expect(active).toMatchObject({ outcome: 'promoted', method: 'assemble', tags: [{ tag: 'latest' }] });
    expect(await shownIn('AbcDev', ref)).toEqual(holding(ref, '24', { latest: '1.0.0' }));
    const promoted = await promote(promotion(ref, '23'), ports);
    expect(promoted).toMatchObject({ outcome: 'promoted', method: 'assemble', tags: [{ tag: 'latest' }] });
    expect(await shownIn('AbcStaging', ref)).toEqual(holding(ref, '23', { latest: '1.0.0' }));
    expect(await shownIn('AbcDev', ref)).toEqual(holding(ref, '24', { latest: '1.0.0' }));
    const again = await promote(promotion(ref, '23'), ports);
    expect(again).toMatchObject({ outcome: 'already-there', method: 'none' });
  });
});
