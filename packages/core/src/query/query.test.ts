import { describe, expect, it } from 'vitest';
import { attach, build, promotionOf, REF, uploadPlainly, world, type World } from '../../test/support.ts';
import { attachRecord } from '../attach/attach-record.ts';
import type { Build } from '../attach/attach-build.ts';
import { approve } from '../home/approval-note.ts';
import { listAttachedNotes } from '../home/attached-note.ts';
import { notePackage } from '../home/key.ts';
import { addToOpenBuild } from '../attach/open-build.ts';
import { versionOf } from '../coordinates.ts';
import { findSet } from '../find-set.ts';
import { history } from '../history.ts';
import { parseBuildTag } from '../build-tag.ts';
import { liftHold, placeHold } from '../holds.ts';
import { writeVerdict } from '../home/verdict-note.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import { promote } from '../promotion/promote.ts';
import { undo } from '../promotion/undo.ts';
import { repositoryArn } from '../schema.ts';
import { sha256Of } from '../sha256.ts';
import { shortDigest } from '../set-digest.ts';
import { listCatalog, listKnownPackages } from './catalog.ts';
import { changesBetween } from './changes.ts';
import { describeSet } from './describe-set.ts';
import { heldAt } from './held.ts';
import { where } from './where.ts';
import { locateSet, requireSet, setsHolding } from './locate.ts';

const FORMATS = ['pypi', 'generic'] as const;
const HOUR = 3_600_000;
const LIB = versionOf({ format: 'pypi', name: 'pylib' }, '2.0.0');

function libBuild(tag: string): Build {
  const file = new MemoryFile(`pylib-2.0.0-${tag}-any.whl`, `lib ${tag}`);
  return {
    ref: LIB,
    build: tag,
    files: [{ asset: file.asset, fields: [['name', 'pylib']], open: async () => file.stream() }],
  };
}

const arnOf = (w: World, repository: string) => repositoryArn({ ...w.domain.ref, repository });
const setOf = async (w: World, tag: string) =>
  await findSet(REF, { by: 'build', tag: parseBuildTag(tag) }, { format: w.ports.format, home: w.home });

/** Requests of a kind that something takes. */
async function requestsOf(w: World, work: () => Promise<unknown>): Promise<number> {
  const count = () => Object.values(w.meter.read().calls).reduce((sum, calls) => sum + calls, 0);
  const before = count();
  await work();
  return count() - before;
}

describe('listCatalog', () => {
  it('names every package on record with what is kept of it', async () => {
    const w = world();
    await attach(w, build('22'), build('23'), libBuild('7'));
    await addToOpenBuild({ ...build('24'), build: '24' }, w.domain.writer('AbcDev'), w.home);
    expect(await listCatalog(w.home.records, FORMATS)).toEqual([
      { pkg: { format: 'pypi', name: 'pyabc' }, versions: ['1.0.0'], sealed: 2, open: 1, highest: '24' },
      { pkg: { format: 'pypi', name: 'pylib' }, versions: ['2.0.0'], sealed: 1, open: 0, highest: '7' },
    ]);
  });

  it('finds out the name of a package that was too long for a key', async () => {
    const w = world();
    const pkg = { format: 'generic', namespace: 'n'.repeat(200), name: 'x'.repeat(100) } as const;
    const { files } = build('1');
    await attachRecord({ ref: versionOf(pkg, '1'), build: '1', files }, w.home);
    expect(await listKnownPackages(w.home.records, FORMATS)).toEqual([pkg]);
  });

  it('names the packages by format and name, long ones among them', async () => {
    const w = world();
    const long = { format: 'generic', namespace: 'n'.repeat(200), name: 'x'.repeat(100) } as const;
    const packages = [
      { format: 'generic', namespace: 'a', name: 'z' },
      { format: 'generic', namespace: 'a-b', name: 'a' },
      long,
      { format: 'generic', namespace: 'z', name: 'a' },
      { format: 'pypi', name: 'a' },
      { format: 'pypi', name: 'b' },
    ] as const;
    for (const pkg of packages.toReversed()) {
      await attachRecord({ ref: versionOf(pkg, '1'), build: '1', files: build('1').files }, w.home);
    }
    expect(await listKnownPackages(w.home.records, FORMATS)).toEqual(packages);
  });
});

describe('locateSet', () => {
  it('finds a set by its first digits, from the names of the notes alone', async () => {
    const w = world();
    await attach(w, build('22'), build('23'), libBuild('7'));
    const { digest } = await setOf(w, '23');
    const short = shortDigest(digest);
    expect(await locateSet(short, w.home.records, FORMATS)).toEqual([{ ref: REF, digest }]);
    expect(await requestsOf(w, () => locateSet(digest, w.home.records, FORMATS))).toBe(4);
  });

  it('finds an adopted set, which has no note', async () => {
    const w = world();
    await uploadPlainly(w, build('23'));
    await promote(promotionOf('23'), w.ports);
    const { digest } = await setOf(w, '23');
    expect(await requireSet(digest, w.home.records, FORMATS)).toEqual({ ref: REF, digest });
  });

  it('says when there is none', async () => {
    const w = world();
    await expect(requireSet('0'.repeat(64), w.home.records, FORMATS)).rejects.toMatchObject({ code: 'no-such-set' });
    await expect(locateSet('23', w.home.records, FORMATS)).rejects.toMatchObject({ code: 'invalid-digest' });
  });

  it('tells where a file is, on record or not', async () => {
    const w = world();
    await attach(w, build('23'), libBuild('7'));
    await promote(promotionOf('23'), w.ports);
    await uploadPlainly(w, build('24'));
    const ports = { domain: w.domain, home: w.home, formats: FORMATS, formatOf: async () => w.ports.format };
    const [file = sha256Of('')] = (await setOf(w, '23')).set.entries.map((entry) => entry.sha256);
    const read: string[] = [];
    const onRead = (done: number, total: number) => void read.push(`${done}/${total}`);
    expect(await where({ sought: { file }, repositories: [], onRead }, ports)).toMatchObject([
      { ref: REF, builds: ['23'], in: ['AbcDev', 'AbcStaging'], names: ['pyabc-1.0.0-23-any.whl'] },
    ]);
    const [plain = sha256Of('')] = build('24').files.map(({ asset }) => asset.sha256);
    const query = { sought: { file: plain }, within: [REF], repositories: ['AbcDev'] };
    expect(await where(query, ports)).toMatchObject([{ builds: ['24'], state: 'derived', in: ['AbcDev'] }]);
    const { digest } = await setOf(w, '23');
    const set = { sought: { set: shortDigest(digest) }, repositories: [] };
    expect(await where(set, ports)).toMatchObject([{ digest, activeIn: ['AbcStaging'] }]);
  });

  it('finds the sets that hold a file', async () => {
    const w = world();
    await attach(w, build('23'), libBuild('7'));
    const { digest, set } = await setOf(w, '23');
    const [sha256 = sha256Of('')] = set.entries.map((entry) => entry.sha256);
    const packages = await listKnownPackages(w.home.records, FORMATS);
    expect(await setsHolding(sha256, packages, w.home.records)).toEqual([{ ref: REF, digest }]);
  });
});

describe('heldAt', () => {
  async function story(): Promise<{ w: World; first: Date; second: Date }> {
    const w = world();
    await attach(w, build('22'), build('23'), libBuild('7'));
    await promote(promotionOf('22'), w.ports);
    const first = w.clock.now();
    w.clock.advance(HOUR);
    await promote({ ...promotionOf('7'), ref: LIB }, w.ports);
    w.clock.advance(1000);
    await promote(promotionOf('23', { exclusive: true }), w.ports);
    const second = w.clock.now();
    w.clock.advance(HOUR);
    return { w, first, second };
  }
  const PACKAGES = [REF, LIB];

  it('tells what a repository held, by time', async () => {
    const { first, second, w } = await story();
    const at = async (time?: Date) => {
      const held = await heldAt(PACKAGES, { to: arnOf(w, 'AbcStaging'), ...(time ? { time } : {}) }, w.home);
      return held.map(({ builds, ref }) => `${ref.name} ${builds.join()}`);
    };
    expect(await at(new Date(first.getTime() - HOUR))).toEqual([]);
    expect(await at(first)).toEqual(['pyabc 22']);
    expect(await at(second)).toEqual(['pyabc 23', 'pylib 7']);
    expect(await at()).toEqual(['pyabc 23', 'pylib 7']);
  });

  it('tells nothing of what was taken back', async () => {
    const { w } = await story();
    const [lib] = await heldAt([LIB], { to: arnOf(w, 'AbcStaging') }, w.home);
    await undo({ pkg: LIB, operationId: lib?.operationId ?? '' }, w.ports);
    expect(await heldAt([LIB], { to: arnOf(w, 'AbcStaging') }, w.home)).toEqual([]);
  });

  it('asks for few events of a long log', async () => {
    const w = world();
    await attach(w, build('22'), build('23'));
    for (let round = 0; round < 40; round += 1) {
      await promote(promotionOf(round % 2 === 0 ? '22' : '23', { exclusive: true }), w.ports);
      w.clock.advance(HOUR);
    }
    const time = new Date(w.clock.now().getTime() - 20.5 * HOUR);
    const moment = { to: arnOf(w, 'AbcStaging'), time };
    expect(await requestsOf(w, () => heldAt([REF], moment, w.home))).toBeLessThan(75);
    expect((await heldAt([REF], moment, w.home)).map(({ builds }) => builds)).toEqual([['23']]);
  });

  it('compares two repositories, and one at two times', async () => {
    const { first, w } = await story();
    await promote(promotionOf('22', { from: 'AbcDev', to: 'AbcProd' }), w.ports);
    const [staging, prod] = [{ to: arnOf(w, 'AbcStaging') }, { to: arnOf(w, 'AbcProd') }];
    const told = async (...[from, to]: [Parameters<typeof heldAt>[1], Parameters<typeof heldAt>[1]]) =>
      (await changesBetween(PACKAGES, { ...from, home: w.home }, { ...to, home: w.home })).map(
        ({ builds, change }) => `${change} ${builds.join()}`,
      );
    expect(await told(prod, staging)).toEqual(['removed 22', 'added 23', 'added 7']);
    expect(await told({ ...staging, time: first }, staging)).toEqual(['removed 22', 'added 23', 'added 7']);
    expect(await told(staging, staging)).toEqual([]);
  });

  it('tells history across packages in order, and only of the time asked for', async () => {
    const { first, w } = await story();
    const all = await history(PACKAGES, {}, w.home);
    const done = all.filter(({ body }) => body.type === 'operation.completed');
    expect(done.map(({ pkg }) => pkg.name)).toEqual(['pyabc', 'pylib', 'pyabc']);
    const later = await history(PACKAGES, { since: new Date(first.getTime() + 1) }, w.home);
    expect([...new Set(later.map(({ pkg }) => pkg.name))]).toEqual(['pylib', 'pyabc']);
    expect(await history(PACKAGES, { until: first }, w.home)).toHaveLength(all.length - later.length);
  });
});

describe('describeSet', () => {
  it('tells where a set is, what is said of it, and what was done with it', async () => {
    const w = world();
    await attach(w, build('23'), build('24'));
    const { digest, set } = await setOf(w, '23');
    await writeVerdict(w.home.records, set, digest, { check: 'smoke', result: 'passed', by: 'ci' }, w.clock.now());
    await approve(w.home.records, REF, digest, { stage: 'prod', by: 'jo' });
    await promote(promotionOf('23'), w.ports);
    const told = await describeSet(
      { set, digest, repositories: [] },
      { domain: w.domain, home: w.home, format: w.ports.format },
    );
    expect(told).toMatchObject({
      digest,
      build: { builds: ['23'], in: ['AbcDev', 'AbcStaging'], activeIn: ['AbcStaging'], promotedTo: ['AbcStaging'] },
      attached: [{ repository: 'AbcDev' }],
      verdicts: [{ check: 'smoke', result: 'passed', by: 'ci' }],
      approvals: [{ stage: 'prod', by: 'jo' }],
    });
    expect(told.operations.map(({ body }) => body.type)).toContain('operation.completed');
  });

  it('asks for the times of what was done with the set, and of nothing else', async () => {
    const w = world();
    await attach(w, build('23'), build('24'));
    const [{ digest, set }, other] = [await setOf(w, '23'), await setOf(w, '24')];
    const described = async (): Promise<number> => {
      const calls = () => w.meter.read().calls['DescribePackageVersion'] ?? 0;
      const before = calls();
      await describeSet({ digest, set, repositories: [] }, { ...w, format: w.ports.format });
      return calls() - before;
    };
    await promote(promotionOf('23'), w.ports);
    const before = await described();
    const hold = { ref: REF, to: arnOf(w, 'AbcProd'), set: other.digest };
    await placeHold(hold, w.home);
    await liftHold(hold, w.home);
    expect(await described()).toBe(before);
  });
});

describe('a version of many builds', () => {
  const few = async (): Promise<World> => await worldOf(['21', '22', '23', '24', '25']);
  const many = async (): Promise<World> => await worldOf(Array.from({ length: 40 }, (_, index) => String(index + 1)));
  const worldOf = async (tags: readonly string[]): Promise<World> => {
    const w = world();
    await attach(w, ...tags.map((tag) => build(tag)));
    return w;
  };

  it.each<[what: string, ask: (w: World) => Promise<unknown>]>([
    [
      'describing a set',
      async (w) => {
        const { digest, set } = await setOf(w, '23');
        return await describeSet({ digest, set, repositories: [] }, { ...w, format: w.ports.format });
      },
    ],
    [
      'finding where a set is',
      async (w) => {
        const { digest } = await setOf(w, '23');
        const sought = { set: shortDigest(digest) };
        const formatOf = async () => w.ports.format;
        return await where({ sought, repositories: ['AbcDev'] }, { ...w, formats: FORMATS, formatOf });
      },
    ],
    [
      'selecting a set by its digest',
      async (w) => {
        const { digest } = await setOf(w, '23');
        return await findSet(REF, { by: 'set', digest }, { format: w.ports.format, home: w.home });
      },
    ],
    [
      'selecting a set by its files',
      async (w) => {
        const repository = w.domain.reader('AbcDev');
        const names = ['pyabc-1.0.0-23-any.whl'];
        return await findSet(REF, { by: 'files', names }, { format: w.ports.format, home: w.home, repository });
      },
    ],
  ])('takes %s no more requests than one of few', async (_what, ask) => {
    const [small, large] = [await few(), await many()];
    expect(await requestsOf(large, () => ask(large))).toBe(await requestsOf(small, () => ask(small)));
  });

  it('tells every tag of a set, and finds one that no note tells of', async () => {
    const w = await few();
    const { digest } = await setOf(w, '23');
    const again = build('23');
    await attachRecord({ ...again, build: '30' }, w.home);
    const { build: row } = await describeSet(
      { ...(await setOf(w, '23')), repositories: [] },
      { ...w, format: w.ports.format },
    );
    expect(row?.builds).toEqual(['23', '30']);
    const notes = w.domain.writer(w.home.records.repository.repository);
    for (const { noteVersion } of await listAttachedNotes(notes, REF, digest)) {
      await notes.deleteVersion(versionOf(notePackage('attached', REF, digest), noteVersion), {
        expected: 'Published',
      });
    }
    expect((await findSet(REF, { by: 'set', digest }, { format: w.ports.format, home: w.home })).digest).toBe(digest);
  });
});
