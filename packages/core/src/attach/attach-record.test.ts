import { beforeEach, describe, expect, it } from 'vitest';
import { FaultyCalls, faultyWriter } from '../../test/faults.ts';
import { portsOf, world, type World } from '../../test/support.ts';
import { listBuilds } from '../builds.ts';
import type { VersionRef } from '../coordinates.ts';
import { findSet } from '../find-set.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import { activate } from '../promotion/activate.ts';
import { promote } from '../promotion/promote.ts';
import { parseBuildTag } from '../build-tag.ts';
import type { Build } from './attach-build.ts';
import { addToOpenRecord, attachRecord } from './attach-record.ts';
import { claimBuild, openBuild } from './claim-build.ts';
import { sealBuild } from './open-build.ts';
import { setDigest, createBuildSet } from '../build-set.ts';

const REF: VersionRef = { format: 'generic', namespace: 'ops', name: 'scripts', version: '1.2.0' };

const oneBuild: FormatAdapter = {
  format: 'generic',
  builds: 'one',
  canonicalName: (name) => name,
  inspect: async (file) => ({ ref: REF, assetName: file.name }),
  buildTagOf: () => undefined,
  slotsOf: (name) => [name],
  comparePreference: () => 0,
};

let w: World;

beforeEach(() => {
  w = world();
});

/** Files of which the first is a program in a folder. */
function tree(build: string, content = build, names: readonly string[] = ['a', 'b']): Build & { build: string } {
  const files = names.map((name) => {
    const file = new MemoryFile(`bin~1${name}`, `${name} ${content}`);
    const more = { path: `bin/${name}`, ...(name === 'a' ? { mode: 0o755 } : {}) };
    return { asset: { ...file.asset, ...more }, open: async () => file.stream() };
  });
  return { ref: REF, build, files };
}

/** With the right to be executed. */
function executable<One extends Build>(build: One): One {
  return { ...build, files: build.files.map((file) => ({ ...file, asset: { ...file.asset, mode: 0o755 } })) };
}

const record = (build: Build) => attachRecord(build, w.home, { repository: 'AbcDev' });
const ports = () => ({ ...w.ports, format: oneBuild });
const chosen = (tag: string) => ({ by: 'build', tag: parseBuildTag(tag) }) as const;
const activateBuild = (tag: string) => activate({ ref: REF, selector: chosen(tag), repository: 'AbcDev' }, ports());
const held = async (repository: string) => await w.domain.reader(repository).listAssets(REF);
const rows = () => listBuilds({ pkg: REF, version: REF.version, repositories: ['AbcDev'] }, { ...w, format: oneBuild });

describe('attachRecord', () => {
  it('seals a record with paths and modes, and publishes nothing', async () => {
    const result = await record(tree('1'));
    expect(result.set.entries[0]).toMatchObject({ name: 'bin~1a', path: 'bin/a', mode: 0o755 });
    expect(await held('AbcDev')).toBeUndefined();
    expect(await rows()).toMatchObject([{ builds: ['1'], state: 'sealed', in: [], activeIn: [] }]);
  });

  it('makes no write the second time', async () => {
    await record(tree('1'));
    const before = w.meter.read().writes;
    expect(await record(tree('1'))).toMatchObject({ outcome: 'already-attached' });
    expect(w.meter.read().writes).toBe(before);
  });

  it('continues after any call failed', async () => {
    const total = new FaultyCalls();
    await attachRecord(tree('1'), { ...w.home, records: faultyWriter(w.home.records, total) });
    for (let at = 1; at <= total.count; at += 1) {
      w = world();
      const calls = new FaultyCalls({ at, when: 'after', kind: 'killed' });
      await attachRecord(tree('1'), { ...w.home, records: faultyWriter(w.home.records, calls) }).catch(() => undefined);
      await record(tree('1'));
      expect(await rows(), `call ${at}`).toMatchObject([{ builds: ['1'], state: 'sealed' }]);
    }
  });
});

describe('parts of an open record', () => {
  it('seal to the digest that the same files have when attached at once, modes included', async () => {
    await Promise.all([addToOpenRecord(tree('1', 'x', ['a']), w.home), addToOpenRecord(tree('1', 'x', ['b']), w.home)]);
    const { digest, set } = await sealBuild(REF, '1', w.home, { expect: 2, repository: 'AbcDev' });
    expect(set.entries.map(({ name }) => name)).toEqual(['bin~1a', 'bin~1b']);
    expect(await sealBuild(REF, '1', w.home, { expect: 2 })).toMatchObject({ outcome: 'already-sealed', digest });
    w = world();
    expect((await record(tree('1', 'x'))).digest).toBe(digest);
  });

  it('are not sealed while a job that began has not added its files', async () => {
    await addToOpenRecord(tree('1', 'x', ['b']), w.home);
    const calls = new FaultyCalls({ at: 3, when: 'before', kind: 'killed' });
    const dying = { ...w.home, records: faultyWriter(w.home.records, calls) };
    await expect(addToOpenRecord(tree('1', 'x', ['a']), dying)).rejects.toThrow('injected');
    await expect(sealBuild(REF, '1', w.home)).rejects.toMatchObject({ code: 'parts-missing' });
    await addToOpenRecord(tree('1', 'x', ['a']), w.home);
    expect(await sealBuild(REF, '1', w.home)).toMatchObject({ outcome: 'sealed' });
  });
});

describe('adding to a build again', () => {
  it('says that an open one has the files already', async () => {
    expect(await addToOpenRecord(tree('1'), w.home)).toEqual({ outcome: 'added' });
    const { writes } = w.meter.read();
    expect(await addToOpenRecord(tree('1'), w.home)).toEqual({ outcome: 'already-there' });
    expect(w.meter.read().writes - writes).toBeLessThanOrEqual(1);
  });

  it('says that a sealed one has them, all or a part of them, and writes nothing', async () => {
    await addToOpenRecord(tree('1'), w.home);
    const { digest } = await sealBuild(REF, '1', w.home);
    const { writes } = w.meter.read();
    for (const names of [['a', 'b'], ['b']]) {
      const again = await addToOpenRecord(tree('1', '1', names), w.home);
      expect(again).toEqual({ outcome: 'already-sealed', digest });
    }
    expect(w.meter.read().writes).toBe(writes);
  });

  it('says so too when it was sealed while this job was at work', async () => {
    await addToOpenRecord(tree('1'), w.home);
    const records = faultyWriter(w.home.records, new FaultyCalls());
    const late = Object.assign(Object.create(records), {
      describeVersion: async (ref: VersionRef) => {
        const described = await records.describeVersion(ref);
        await sealBuild(REF, '1', w.home);
        return described;
      },
    });
    expect(await addToOpenRecord(tree('1', '1', ['b']), { ...w.home, records: late })).toMatchObject({
      outcome: 'already-sealed',
    });
  });

  it.each([
    ['other bytes', tree('1', 'other', ['a']), 'bin/a (other bytes)'],
    ['another mode', executable(tree('1', '1', ['b'])), 'bin/b (another mode)'],
    ['another file', tree('1', '1', ['b', 'c']), 'bin/c (not in it)'],
  ])('refuses %s when it is sealed, and names the file', async (_what, late, named) => {
    await addToOpenRecord(tree('1'), w.home);
    const { digest } = await sealBuild(REF, '1', w.home);
    const refused = addToOpenRecord(late, w.home);
    await expect(refused).rejects.toMatchObject({ code: 'build-sealed', message: expect.stringContaining(named) });
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(digest) });
  });

  it('refuses other bytes in an open one, and names the path', async () => {
    await addToOpenRecord(tree('1'), w.home);
    await expect(addToOpenRecord(tree('1', 'other'), w.home)).rejects.toMatchObject({
      code: 'open-set-differs',
      message: expect.stringMatching(/holds bin\/[ab] with/),
    });
  });
});

describe('sealing with names', () => {
  const seal = (...expectFiles: string[]) => sealBuild(REF, '1', w.home, { expectFiles });

  beforeEach(() => addToOpenRecord(tree('1'), w.home));

  it('needs exactly these', async () => {
    expect(await seal('bin/b', 'bin/a')).toMatchObject({ outcome: 'sealed' });
    expect(await seal('bin/b', 'bin/a')).toMatchObject({ outcome: 'already-sealed' });
  });

  it.each([
    [['bin/a', 'bin/b', 'bin/c'], 'parts-missing', 'bin/c is missing'],
    [['bin/a'], 'part-arrived', 'bin/b is not among'],
    [['bin/a', 'bin/c'], 'parts-missing', 'bin/c is missing; bin/b is not among'],
  ])('refuses %j with %s', async (names, code, message) => {
    await expect(seal(...names)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(await rows()).toMatchObject([{ state: 'open' }]);
  });

  it.each([
    [3, 'parts-missing', 'has 2 files, not 3: bin/a, bin/b.'],
    [1, 'part-arrived', 'has 2 files, not 1: bin/a, bin/b.'],
  ])('refuses another count than %d', async (expect_, code, message) => {
    const refused = sealBuild(REF, '1', w.home, { expect: expect_ });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('sealing an open record', () => {
  it('is continued after any call failed', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= 12; at += 1) {
        w = world();
        await addToOpenRecord(tree('1'), w.home);
        const records = faultyWriter(w.home.records, new FaultyCalls({ at, when, kind: 'killed' }));
        await sealBuild(REF, '1', { ...w.home, records }, { expect: 2 }).catch(() => undefined);
        await sealBuild(REF, '1', w.home, { expect: 2, repository: 'AbcDev' });
        expect(await rows(), `${when} call ${at}`).toMatchObject([{ builds: ['1'], state: 'sealed' }]);
      }
    }
  });

  it('is refused when a part arrives between the listing and the seal', async () => {
    await addToOpenRecord(tree('1', 'x', ['a']), w.home);
    const records = faultyWriter(w.home.records, new FaultyCalls());
    const late = new MemoryFile('bin~1late', 'late');
    let isLate = false;
    const arriving = Object.assign(Object.create(records), {
      listAssets: async (ref: VersionRef) => {
        const listing = await records.listAssets(ref);
        const record = { ref, asset: late.asset, open: async () => late.stream(), unfinished: true };
        if (!isLate) await w.home.records.publishAsset(ref, record);
        isLate = true;
        return listing;
      },
    });
    const format = { pathOf: (name: string) => name.replace('~1', '/') };
    await expect(sealBuild(REF, '1', { ...w.home, records: arriving }, { format })).rejects.toMatchObject({
      code: 'part-arrived',
      message: expect.stringContaining('bin/late'),
    });
    expect(await rows()).toMatchObject([{ builds: ['1'], state: 'open' }]);
  });
});

describe('claimBuild', () => {
  it('gives every claimant a number of its own', async () => {
    await record(tree('7'));
    const tags = await Promise.all([1, 2, 3].map(() => claimBuild(REF, w.home)));
    expect(tags.toSorted()).toEqual(['10', '8', '9']);
  });

  it('gives the same set the same number, before and after it was sealed', async () => {
    const { files } = tree('0');
    const set = createBuildSet(REF, files.map(({ asset }) => asset)); // prettier-ignore
    const tag = await claimBuild(REF, w.home, setDigest(set));
    expect(await claimBuild(REF, w.home, setDigest(set))).toBe(tag);
    await record({ ref: REF, files, build: tag });
    expect(await claimBuild(REF, w.home, setDigest(set))).toBe(tag);
  });
});

describe('openBuild', () => {
  it('shows the build as open, and refuses one that is sealed', async () => {
    expect(await openBuild(REF, '1', w.home)).toBe(true);
    expect(await openBuild(REF, '1', w.home)).toBe(false);
    expect(await rows()).toMatchObject([{ builds: ['1'], state: 'open' }]);
    await addToOpenRecord(tree('1'), w.home);
    await sealBuild(REF, '1', w.home);
    await expect(openBuild(REF, '1', w.home)).rejects.toMatchObject({ code: 'build-sealed' });
  });
});

describe('activate', () => {
  it('makes the version exactly the chosen set, and then another', async () => {
    await record(tree('1', 'one', ['a', 'b', 'c']));
    await record(tree('2', 'two'));
    expect(await activateBuild('1')).toMatchObject({ outcome: 'promoted', method: 'assemble' });
    expect((await held('AbcDev'))?.assets).toHaveLength(3);
    expect(await activateBuild('2')).toMatchObject({ outcome: 'promoted', method: 'replace' });
    expect((await held('AbcDev'))?.assets).toHaveLength(2);
    expect(await rows()).toMatchObject([
      { builds: ['1'], activeIn: [] },
      { builds: ['2'], activeIn: ['AbcDev'] },
    ]);
  });

  it('makes no write the second time, and logs itself as an activation', async () => {
    await record(tree('1'));
    await activateBuild('1');
    const before = w.meter.read().writes;
    expect(await activateBuild('1')).toMatchObject({ outcome: 'already-there' });
    expect(w.meter.read().writes).toBe(before);
  });

  it('ends right after any call failed, and shows no half of a set', async () => {
    const names = ['a', 'b', 'c'];
    await record(tree('1', 'one', names));
    const total = new FaultyCalls();
    const transitOf = (calls: FaultyCalls) => ({ ...w.home, transit: faultyWriter(w.home.transit, calls) });
    const select = { ref: REF, selector: chosen('1'), repository: 'AbcDev' };
    await activate(select, { ...ports(), home: transitOf(total) });
    for (let at = 1; at <= total.count; at += 1) {
      w = world();
      await record(tree('1', 'one', names));
      const calls = new FaultyCalls({ at, when: 'after', kind: 'killed' });
      await activate(select, { ...ports(), home: transitOf(calls) }).catch(() => undefined);
      expect([undefined, 3], `call ${at}`).toContain((await held('AbcDev'))?.assets.length);
      await activateBuild('1');
      expect((await held('AbcDev'))?.assets, `call ${at}`).toHaveLength(3);
    }
  });

  it('is harmless when another run does the same, however far that is', async () => {
    const select = { ref: REF, selector: chosen('1'), repository: 'AbcDev' };
    for (let at = 1; at <= 12; at += 1) {
      w = world();
      await record(tree('1', 'one', ['a', 'b', 'c']));
      const other = { ...portsOf(w.domain, undefined, 'other').ports, format: oneBuild };
      let calls = 0;
      // The other run has its turn before one call of this run to the transit.
      const transit = new Proxy(w.home.transit, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return async (...args: readonly unknown[]) => {
            calls += 1;
            if (calls === at) await activate(select, other);
            return await Reflect.apply(value, target, args);
          };
        },
      });
      await activate(select, { ...ports(), home: { ...w.home, transit } });
      expect((await held('AbcDev'))?.assets, `call ${at}`).toHaveLength(3);
    }
  });

  it('leaves a set that may be promoted although another is active', async () => {
    await record(tree('1', 'one'));
    await record(tree('2', 'two'));
    await activateBuild('2');
    const request = { ref: REF, selector: chosen('1'), from: 'AbcDev', to: 'AbcStaging' };
    expect(await promote(request, ports())).toMatchObject({ outcome: 'promoted', method: 'assemble' });
    const found = await findSet(
      REF,
      { by: 'active' },
      { format: oneBuild, home: w.home, repository: w.domain.reader('AbcStaging') },
    );
    expect(found.set.entries[0]).toMatchObject({ path: 'bin/a', mode: 0o755 });
  });
});
