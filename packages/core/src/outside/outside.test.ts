import { describe, expect, it } from 'vitest';
import { type Fault, FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import { attach, build, buildOf, REF, testFormat, uploadPlainly, world, type World } from '../../test/support.ts';
import {
  findSet,
  Log,
  MemoryFile,
  MemoryIndex,
  parseBuildTag,
  type OutsidePorts,
  type OutsideRequest,
  promoteOutside,
  undo,
  writeVerdict,
} from '../index.ts';

const BUILD_23: OutsideRequest = { ref: REF, from: 'AbcDev', selector: { by: 'build', tag: parseBuildTag('23') } };
const FORMAT = { ...testFormat, isFileOf: (name: string) => name.startsWith('pyabc-1.0.0') };

/** Wheels for two platforms and an sdist. */
const WITH_SDIST = buildOf(['pyabc-1.0.0-23-linux.whl', 'pyabc-1.0.0-23-mac.whl', 'pyabc-1.0.0.tar.gz'], '', '23');

function portsOf({ home, meter, ports }: World, index: MemoryIndex): OutsidePorts {
  return { source: ports.source, home, index, format: FORMAT, spool: ports.spool, meter };
}

const namesOf = ({ held }: MemoryIndex): string[] => held.map(({ name }) => name);

describe('promoteOutside', () => {
  it('sends exactly the build, wheels first, and logs it in the home under the address', async () => {
    const here = world();
    await attach(here, WITH_SDIST, build('24'));
    const index = new MemoryIndex();
    const result = await promoteOutside(BUILD_23, portsOf(here, index), { by: 'ci' });
    expect(result).toMatchObject({ outcome: 'promoted', method: 'add', to: index.address });
    expect(namesOf(index)).toEqual(['pyabc-1.0.0-23-linux.whl', 'pyabc-1.0.0-23-mac.whl', 'pyabc-1.0.0.tar.gz']);
    const events = await new Log(here.home, REF).readAll();
    expect(events.map(({ event }) => event.body.type)).toEqual(['operation.started', 'operation.completed']);
    expect(events.at(-1)?.event.body).toMatchObject({ by: 'ci', exact: true, operation: { to: index.address } });
  });

  it('writes nothing the next time', async () => {
    const here = world();
    await attach(here, build('23'));
    const index = new MemoryIndex();
    const first = await promoteOutside(BUILD_23, portsOf(here, index));
    const before = here.meter.read().writes;
    const second = await promoteOutside(BUILD_23, portsOf(here, index));
    expect(second).toMatchObject({ outcome: 'already-there', id: first.id });
    expect(here.meter.read().writes).toBe(before);
  });

  it('sends what is missing only, and writes the word that lacks', async () => {
    const here = world();
    await attach(here, WITH_SDIST);
    const index = new MemoryIndex();
    const [wheel] = WITH_SDIST.files;
    if (wheel) await index.publishAsset(REF, wheel);
    const result = await promoteOutside(BUILD_23, portsOf(here, index));
    expect(result.assets.map(({ outcome }) => outcome)).toEqual(['already-there', 'promoted', 'promoted']);
    expect(index.held).toHaveLength(3);
  });

  it('refuses where the index has other bytes, before anything is sent', async () => {
    const here = world();
    await attach(here, WITH_SDIST);
    const index = new MemoryIndex();
    const other = new MemoryFile('pyabc-1.0.0-23-mac.whl', 'other bytes');
    await index.publishAsset(REF, { asset: other.asset, open: async () => other.stream() });
    const result = await promoteOutside(BUILD_23, portsOf(here, index));
    expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'drift' } });
    expect(result.reason?.message).toContain('pyabc-1.0.0-23-mac.whl with other bytes');
    expect(index.held).toHaveLength(1);
  });

  it('refuses what the index objects to, before anything is sent, and does not ask it about what is there', async () => {
    const here = world();
    await attach(here, build('23'));
    const asked: string[] = [];
    const objection = { code: 'tag-goes-back', message: 'latest is later.' } as const;
    const objectionTo: OutsidePorts['index']['objectionTo'] = async ({ version }) => {
      asked.push(version);
      return objection;
    };
    const index = new MemoryIndex();
    const refused = await promoteOutside(BUILD_23, portsOf(here, Object.assign(index, { objectionTo })));
    expect(refused).toMatchObject({ outcome: 'refused', reason: objection });
    expect(index.held).toHaveLength(0);
    const [file] = build('23').files;
    if (file) await index.publishAsset(REF, file);
    expect(await promoteOutside(BUILD_23, portsOf(here, index))).toMatchObject({ outcome: 'already-there' });
    expect(asked).toEqual([REF.version]);
  });

  it('refuses a build that installers of the index would not take, unless it is to be added anyway', async () => {
    const here = world();
    await attach(here, build('23'), build('24'));
    const index = new MemoryIndex();
    await promoteOutside({ ...BUILD_23, selector: { by: 'build', tag: parseBuildTag('24') } }, portsOf(here, index));
    expect(await promoteOutside(BUILD_23, portsOf(here, index))).toMatchObject({ reason: { code: 'not-active' } });
    const added = await promoteOutside({ ...BUILD_23, addAnyway: true }, portsOf(here, index));
    expect(added.outcome).toBe('promoted');
    expect((await new Log(here.home, REF).readAll()).at(-1)?.event.body).toMatchObject({ exact: false });
  });

  it('asks for what the stage asks for, and records what is overridden', async () => {
    const here = world();
    await attach(here, build('23'));
    const index = new MemoryIndex();
    const gated = { ...BUILD_23, gates: { stage: 'public', checks: ['acceptance'] } };
    const refused = await promoteOutside(gated, portsOf(here, index));
    expect(refused).toMatchObject({ outcome: 'refused', reason: { code: 'gate' } });
    expect(index.held).toEqual([]);
    const passed = await promoteOutside({ ...gated, override: 'urgent' }, portsOf(here, index));
    expect(passed.warnings.join()).toContain('overridden ("urgent")');
    expect((await new Log(here.home, REF).readAll()).map(({ event }) => event.body.type)).toContain('override');
  });

  it('takes a set that has passed', async () => {
    const here = world();
    await attach(here, build('23'));
    const index = new MemoryIndex();
    const { set } = await promoteOutside({ ...BUILD_23, dryRun: true }, portsOf(here, index));
    expect(index.held).toEqual([]);
    const places = { format: testFormat, home: here.home };
    const found = await findSet(REF, { by: 'build', tag: parseBuildTag('23') }, places);
    expect(found.digest).toBe(set?.digest);
    const verdict = { check: 'acceptance', result: 'passed' } as const;
    await writeVerdict(here.home.records, found.set, found.digest, verdict, here.clock.now());
    const gated = { ...BUILD_23, gates: { stage: 'public', checks: ['acceptance'] } };
    expect(await promoteOutside(gated, portsOf(here, index))).toMatchObject({ outcome: 'promoted' });
  });

  it('leaves the build number out where that is wanted, and knows it the next time', async () => {
    const here = world();
    await attach(here, build('23'));
    const index = new MemoryIndex();
    const stripped = { ...BUILD_23, strip: true };
    const result = await promoteOutside(stripped, portsOf(here, index));
    expect(namesOf(index)).toEqual(['pyabc-1.0.0-any.whl']);
    expect(result.set?.origin).toBeDefined();
    expect(await promoteOutside(stripped, portsOf(here, index))).toMatchObject({ outcome: 'already-there' });
  });

  it('puts a build without a record on record first', async () => {
    const here = world();
    await uploadPlainly(here, build('23'));
    await promoteOutside(BUILD_23, portsOf(here, new MemoryIndex()));
    const { items } = await here.home.records.listVersions({
      format: 'generic',
      namespace: 'buildset.set.pypi',
      name: 'pyabc',
    });
    expect(items.map(({ version }) => version)).toEqual([expect.stringMatching(/^1\.0\.0\+23~[0-9a-f]{12}$/)]);
  });

  it('waits for an index that shows late', async () => {
    const here = world();
    await attach(here, build('23'));
    const index = new MemoryIndex();
    await index.files(REF);
    index.staleReads = 6;
    expect(await promoteOutside(BUILD_23, portsOf(here, index))).toMatchObject({ outcome: 'promoted' });
  });

  it('fails when it does not show in time, and ends right when run again', async () => {
    const here = world();
    await attach(here, build('23'));
    const index = new MemoryIndex();
    await index.files(REF);
    index.staleReads = 1000;
    await expect(promoteOutside(BUILD_23, portsOf(here, index))).rejects.toMatchObject({ code: 'not-verified' });
    index.staleReads = 2; // the next look is still stale: the upload finds the file there
    expect(await promoteOutside(BUILD_23, portsOf(here, index))).toMatchObject({ outcome: 'promoted' });
    expect(index.held).toHaveLength(1);
  });

  it('cannot be undone, and says so', async () => {
    const here = world();
    await attach(here, build('23'));
    const { id = '' } = await promoteOutside(BUILD_23, portsOf(here, new MemoryIndex()));
    await expect(undo({ pkg: REF, operationId: id }, here.ports)).rejects.toMatchObject({ code: 'not-undoable' });
  });
});

describe('promoteOutside when it is killed', () => {
  /** One run that dies at a call, then a second one. Undefined when it had fewer calls. */
  const killedAt = async (fault: Fault): Promise<MemoryIndex | undefined> => {
    const here = world();
    await attach(here, WITH_SDIST);
    const index = new MemoryIndex();
    const calls = new FaultyCalls(fault);
    const faulty = portsOf(here, index);
    const first = await promoteOutside(BUILD_23, {
      ...faulty,
      source: faultyDomain(faulty.source, calls),
      home: { ...here.home, records: faultyWriter(here.home.records, calls) },
      index: {
        address: index.address,
        files: (pkg) => calls.call(() => index.files(pkg)),
        publishAsset: (ref, publication) => calls.call(() => index.publishAsset(ref, publication)),
      },
    }).catch(() => undefined);
    const names = namesOf(index);
    // Whatever is visible: no sdist before all wheels.
    if (names.includes('pyabc-1.0.0.tar.gz')) expect(names).toHaveLength(3);
    if (first) return undefined;
    const second = await promoteOutside(BUILD_23, portsOf(here, index));
    expect(['promoted', 'already-there']).toContain(second.outcome);
    expect(namesOf(index).sort()).toEqual(WITH_SDIST.files.map(({ asset }) => asset.name).sort());
    const words = (await new Log(here.home, REF).readAll()).map(({ event }) => event.body.type);
    expect(words.filter((type) => type === 'operation.completed')).toHaveLength(1);
    return index;
  };

  it.each(['before', 'after'] as const)('ends right when run again, whichever call it died %s', async (when) => {
    let deaths = 0;
    for (let at = 1; at < 200; at += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one death after the other
      if ((await killedAt({ at, when, kind: 'killed' })) === undefined) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(15);
  });
});
