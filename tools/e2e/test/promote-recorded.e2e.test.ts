import { afterAll, beforeAll, expect, it } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { projectBuilds } from '../src/wheels/builds.ts';

const TO_STAGING = ['--from', 'AbcDev', '--to', 'AbcStaging'];

// Each test goes on from where the one before it ended.
describeWithClients('promoting a build that codeartifact-twine uploaded', foundClients(), (python) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(python);
  });
  afterAll(() => scene?.close());

  const held = (...builds: (22 | 23 | 24)[]) =>
    builds.map((build) => projectBuilds()[build].wheel).map(({ name, sha256 }) => ({ name, sha256 }));
  const promote = (build: number, ...how: string[]) =>
    scene.user.promote(['pyabc==1.0.0', '--build', String(build), ...TO_STAGING, ...how]);
  const upload = (...builds: (22 | 23 | 24)[]) => {
    const files = builds.map((build) => projectBuilds()[build].wheel.path);
    const options = ['--domain', 'abc', '--repository', 'AbcDev', '--work-item', 'ABC-7', '--json'];
    return scene.user.run('codeartifact-twine', ['upload', ...options, ...files]);
  };

  it('uploads each build and keeps a record of it', async () => {
    expect(await upload(22, 23)).toMatchObject({ code: 0 });
    expect(await upload(24)).toMatchObject({ code: 0 });
    expect((await scene.domain.held('AbcDev', 'pyabc'))?.assets).toEqual(held(22, 23, 24));
    for (const build of [22, 23, 24] as const) {
      const names = (await scene.domain.record('pyabc', `1.0.0+${build}`))?.assets.map(({ name }) => name);
      expect(names).toEqual([projectBuilds()[build].wheel.name, '~set.json']);
    }
  });

  it('makes no change when the same is uploaded again', async () => {
    const before = await scene.domain.held('AbcDev', 'pyabc');
    const mark = await scene.server.steering.mark();
    expect(await upload(22, 23)).toMatchObject({ code: 0 });
    expect(await scene.domain.held('AbcDev', 'pyabc')).toEqual(before);
    expect(await scene.server.steering.writes(mark)).toEqual([]);
  });

  it('brings exactly that build to the destination', async () => {
    expect(await promote(23)).toMatchObject({ code: 0, promotion: { outcome: 'promoted', set: { builds: ['23'] } } });
    expect((await scene.domain.held('AbcStaging', 'pyabc'))?.assets).toEqual(held(23));
  });

  it('makes no write when it is promoted again, and says that it is there', async () => {
    const mark = await scene.server.steering.mark();
    expect(await promote(23)).toMatchObject({ code: 0, promotion: { outcome: 'already-there', writes: 0 } });
    expect(await scene.server.steering.writes(mark)).toEqual([]);
  });

  it('refuses an older build that installers would not take', async () => {
    const mark = await scene.server.steering.mark();
    const result = await promote(22);
    expect(result).toMatchObject({ code: 4, promotion: { outcome: 'refused', reason: { code: 'not-active' } } });
    expect(printedError(result.stderr)).toMatchObject({ code: 'not-active' });
    expect(printedError(result.stderr)?.next).toMatch(/--exclusive.*--add-anyway/);
    expect(await scene.server.steering.writes(mark)).toEqual([]);
  });

  it('puts the older build alone there with --exclusive, and pip installs it', async () => {
    expect(await promote(22, '--exclusive')).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
    expect((await scene.domain.held('AbcStaging', 'pyabc'))?.assets).toEqual(held(22));
    expect(await scene.user.install('AbcStaging', 'pyabc==1.0.0')).toEqual({ build: '22', source: 'BUILD = 22\n' });
  });

  it('adds the newer build again beside it', async () => {
    expect(await promote(23)).toMatchObject({ code: 0, promotion: { outcome: 'promoted', method: 'add' } });
    expect((await scene.domain.held('AbcStaging', 'pyabc'))?.assets).toEqual(held(22, 23));
    expect(await scene.user.install('AbcStaging', 'pyabc==1.0.0')).toMatchObject({ build: '23' });
  });

  it('leaves the newer build alone there with --exclusive', async () => {
    expect(await promote(23, '--exclusive')).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
    expect((await scene.domain.held('AbcStaging', 'pyabc'))?.assets).toEqual(held(23));
  });

  it('adds an older build with --add-anyway, and installers go on to take the newer one', async () => {
    expect(await promote(22, '--add-anyway')).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
    expect((await scene.domain.held('AbcStaging', 'pyabc'))?.assets).toEqual(held(22, 23));
    expect(await scene.user.install('AbcStaging', 'pyabc==1.0.0')).toMatchObject({ build: '23' });
  });

  it('finds both there afterwards, without a write', async () => {
    for (const build of [23, 22]) {
      const again = await promote(build, '--add-anyway');
      expect(again).toMatchObject({ code: 0, promotion: { outcome: 'already-there', writes: 0 } });
    }
  });
});
