import { beforeEach, describe, expect, it } from 'vitest';
import { FaultyCalls, faultyWriter } from '../../test/faults.ts';
import { build, buildOf, namesIn, portsOf, REF, uploadPlainly, world, type World } from '../../test/support.ts';
import { listBuilds } from '../builds.ts';
import { CodedError } from '../coded-error.ts';
import { attachBuild, type Build } from './attach-build.ts';
import { abandonBuild, addToOpenBuild, sealBuild } from './open-build.ts';

let w: World;

beforeEach(() => {
  w = world();
});

const attach = (one: Build, options = {}) => attachBuild(one, w.domain.writer('AbcDev'), w.home, options);
const rows = () =>
  listBuilds({ pkg: REF, version: REF.version, repositories: ['AbcDev'] }, { ...w, format: w.ports.format });

describe('attachBuild', () => {
  it('publishes the files and seals a record of them', async () => {
    const result = await attach(build('23', ['linux', 'mac']));
    expect(result).toMatchObject({ outcome: 'attached', buildTag: '23' });
    expect(await namesIn(w, 'AbcDev')).toEqual(['pyabc-1.0.0-23-linux.whl', 'pyabc-1.0.0-23-mac.whl']);
    expect(await rows()).toMatchObject([{ builds: ['23'], state: 'sealed', in: ['AbcDev'], digest: result.digest }]);
  });

  it('asks for the notes of a set once, whether it is known or not', async () => {
    for (const listings of [1, 2]) {
      await attach(build('23'));
      expect(w.meter.read().calls['ListPackageVersions']).toBe(listings);
    }
  });

  it('makes no write the second time', async () => {
    const options = { provenance: { commit: 'c0ffee' }, workItems: ['ABC-1'] };
    await attach(build('23'), options);
    const before = w.meter.read().writes;
    expect(await attach(build('23'), options)).toMatchObject({
      outcome: 'already-attached',
      assets: [{ outcome: 'already-there' }],
    });
    expect(w.meter.read().writes).toBe(before);
  });

  it('is found in the repository that it was uploaded to without being told', async () => {
    await attach(build('23'));
    const query = { pkg: REF, version: REF.version, repositories: [] };
    const found = await listBuilds(query, { ...w, format: w.ports.format });
    expect(found).toMatchObject([{ in: ['AbcDev'], activeIn: ['AbcDev'] }]);
  });

  it('leaves out a repository that the caller may not see, and tells of it', async () => {
    await attach(build('23'));
    const hidden = new Proxy(w.domain, {
      get: (target, key) =>
        key === 'describeRepository'
          ? () => Promise.reject(new CodedError('access-denied', 'no'))
          : (Reflect.get(target, key).bind?.(target) ?? Reflect.get(target, key)),
    });
    const unseen: string[] = [];
    const query = { pkg: REF, version: REF.version, repositories: [], onUnseen: (name: string) => unseen.push(name) };
    const found = await listBuilds(query, { domain: hidden, home: w.home, format: w.ports.format });
    expect([found.map(({ in: places }) => places), unseen]).toEqual([[[]], ['AbcDev']]);
  });

  it('is active for a part only when another build wins the rest', async () => {
    await attach(build('23', ['linux', 'mac']));
    await attach(build('24', ['mac']));
    expect(await rows()).toMatchObject([
      { builds: ['23'], activeIn: [], partlyActiveIn: ['AbcDev'] },
      { builds: ['24'], activeIn: ['AbcDev'], partlyActiveIn: [] },
    ]);
  });

  it('says what to do about a source distribution that another build uploaded', async () => {
    await uploadPlainly(w, buildOf(['pyabc-1.0.0.tar.gz'], '22'));
    const sdist = buildOf(['pyabc-1.0.0.tar.gz', 'pyabc-1.0.0-23-any.whl'], '23', '23');
    await expect(attach(sdist)).rejects.toMatchObject({ code: 'drift', next: expect.stringContaining('dist/*.whl') });
  });

  it('refuses other bytes under a sealed tag before it sends any', async () => {
    await attach(build('23'));
    const before = w.meter.read().writes;
    await expect(attach(build('23', ['mac']))).rejects.toMatchObject({
      code: 'build-exists',
      message: expect.stringMatching(/^Build 23 of pyabc==1\.0\.0 is on record already, as sha256:/),
    });
    expect(w.meter.read().writes).toBe(before);
  });

  it('refuses a file that the repository holds with other bytes before it sends any', async () => {
    await uploadPlainly(w, build('23', ['any'], 'other'));
    const before = w.meter.read().writes;
    await expect(attach(build('23'))).rejects.toMatchObject({ code: 'drift' });
    expect(w.meter.read().writes).toBe(before);
  });

  it('knows equal bytes under another tag as one set', async () => {
    const one = build('23');
    await attach(one);
    const alias = await attach({ ...one, build: '24' });
    expect(alias.outcome).toBe('attached');
    expect(await rows()).toMatchObject([{ builds: ['23', '24'], digest: alias.digest }]);
  });

  it('continues after any call failed', async () => {
    const one = build('23', ['linux', 'mac']);
    const total = new FaultyCalls();
    await attachBuild(one, faultyWriter(w.domain.writer('AbcDev'), total), {
      ...w.home,
      records: faultyWriter(w.home.records, total),
    });
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= total.count; at += 1) {
        w = world();
        const calls = new FaultyCalls({ at, when, kind: 'killed' });
        const { home } = portsOf(w.domain, undefined, 'a');
        const faulty = { ...home, records: faultyWriter(home.records, calls) };
        await attachBuild(one, faultyWriter(w.domain.writer('AbcDev'), calls), faulty).catch(() => undefined);
        await attach(one);
        expect(await rows(), `call ${at}`).toMatchObject([{ builds: ['23'], state: 'sealed', in: ['AbcDev'] }]);
      }
    }
  });
});

describe('an open build', () => {
  const part = (platform: string) => ({ ...build('23', [platform]), build: '23' });
  const add = (platform: string) => addToOpenBuild(part(platform), w.domain.writer('AbcDev'), w.home);

  it('is taken for a set only when it was sealed', async () => {
    await Promise.all([add('linux'), add('mac')]);
    expect((await rows()).map(({ state }) => state)).toContain('open');
    const sealed = await sealBuild(REF, '23', w.home, { expect: 2, repository: 'AbcDev' });
    expect(sealed.outcome).toBe('sealed');
    const names = sealed.set.entries.map(({ name }) => name);
    expect(names).toEqual(['pyabc-1.0.0-23-linux.whl', 'pyabc-1.0.0-23-mac.whl']);
    expect(await rows()).toMatchObject([{ builds: ['23'], state: 'sealed' }]);
  });

  it('has the digest that the same files have when attached at once', async () => {
    await add('linux');
    const { digest } = await sealBuild(REF, '23', w.home);
    w = world();
    expect((await attach(build('23', ['linux']))).digest).toBe(digest);
  });

  it('is not sealed while a part is missing, and stays open', async () => {
    await add('linux');
    await expect(sealBuild(REF, '23', w.home, { expect: 2 })).rejects.toMatchObject({ code: 'parts-missing' });
    await add('mac');
    expect(await sealBuild(REF, '23', w.home, { expect: 2 })).toMatchObject({ outcome: 'sealed' });
  });

  it('is not changed by sealing it again', async () => {
    await add('linux');
    await sealBuild(REF, '23', w.home);
    const before = w.meter.read().writes;
    expect(await sealBuild(REF, '23', w.home, { expect: 1 })).toMatchObject({ outcome: 'already-sealed' });
    expect(w.meter.read().writes).toBe(before);
  });

  it('is not changed by adding a part again', async () => {
    await add('linux');
    const before = w.meter.read().writes;
    expect(await add('linux')).toBe('added');
    expect(w.meter.read().writes).toBe(before);
  });

  it('refuses a part after it was sealed', async () => {
    await add('linux');
    await sealBuild(REF, '23', w.home);
    await add('linux');
    await expect(add('mac')).rejects.toMatchObject({ code: 'build-sealed' });
  });

  it('can be abandoned, and begun anew', async () => {
    await add('linux');
    await abandonBuild(REF, '23', w.home);
    await abandonBuild(REF, '23', w.home);
    await expect(sealBuild(REF, '23', w.home)).rejects.toMatchObject({ code: 'no-such-build' });
  });
});
