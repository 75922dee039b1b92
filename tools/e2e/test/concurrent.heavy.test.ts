import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';

import { parsePromotion, printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import type { FaultRule } from '../src/server/steering.ts';
import type { HeldAsset } from '../src/server/test-domain.ts';
import { makeWheels, type Wheel } from '../src/wheels/made-wheels.ts';
import { uploadRecorded } from './upload-recorded.ts';

const COPY = { operation: 'CopyPackageVersions', repository: 'AbcStaging' };
const TO_STAGING = ['--from', 'AbcDev', '--to', 'AbcStaging'];

describeWithClients('a promotion that is not alone', foundClients(), (python) => {
  let scene: Scene;
  let wheels: readonly Wheel[];
  let packages = 0;

  beforeAll(async () => {
    scene = await openScene(python, { repositories: ['AbcDev', 'AbcStaging'] });
    const { user } = scene;
    const requests = Array.from({ length: 12 }, (_, index) =>
      [22, 23, 24].map((build) => ({ name: `pybusy${index}`, build })),
    );
    wheels = await makeWheels(join(user.home.path, 'dist'), requests.flat(), python, user.home);
    await user.login('AbcDev');
  });
  afterAll(() => scene?.close());

  /** A package that nobody has touched, with the wheels of builds 22, 23 and 24. */
  const freshPackage = () => {
    const name = `pybusy${packages}`;
    packages += 1;
    const wheelOf = (build: number): Wheel => {
      const found = wheels.find((wheel) => wheel.name.startsWith(`${name}-1.0.0-${build}-`));
      if (!found) throw new Error(`no build ${build} of ${name}`);
      return found;
    };
    const held = (...builds: number[]): HeldAsset[] =>
      builds.map(wheelOf).map(({ name: file, sha256 }) => ({ name: file, sha256 }));
    const request = (build: number, ...how: string[]) => [
      `${name}==1.0.0`,
      '--build',
      String(build),
      ...TO_STAGING,
      ...how,
    ];
    return { name, wheelOf, held, request };
  };

  describe('when plain twine uploads a newer build to the source in the middle', () => {
    it.each<[string, Omit<FaultRule, 'action'>]>([
      ['before the first listing of the source', { operation: 'ListPackageVersionAssets', repository: 'AbcDev' }],
      ['before the lease', { operation: 'PublishPackageVersion' }],
      ['before the upload to the transit', { operation: 'pypi:Upload', repository: 'buildset-transit' }],
      ['before the copy', { ...COPY }],
      ['before the last word', { operation: 'pypi:Index', repository: 'AbcStaging' }],
    ])('brings exactly the chosen build to the destination (%s)', async (_when, where) => {
      const { domain, server, user } = scene;
      const { held, name, request, wheelOf } = freshPackage();
      await user.twineUpload([wheelOf(22), wheelOf(23)]);
      const fault = await server.steering.add({ ...where, nth: 1, action: { kind: 'hold', when: 'before' } });
      const promoting = user.startPromote(request(23));
      expect(await fault.holds(promoting.isOver)).toBeDefined();
      await user.twineUpload([wheelOf(24)]);
      await fault.remove();
      expect(await promoting.result).toMatchObject({ code: 0 });
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(held(23));
      expect((await domain.held('AbcDev', name))?.assets).toEqual(held(22, 23, 24));
    });

    it('plans anew where it was about to copy the version as a whole', async () => {
      const { domain, server, user } = scene;
      const { held, name, request, wheelOf } = freshPackage();
      await uploadRecorded(scene, [wheelOf(23)]);
      const fault = await server.steering.add({ ...COPY, nth: 1, action: { kind: 'hold', when: 'before' } });
      const promoting = user.startPromote(request(23));
      expect(await fault.holds(promoting.isOver)).toBeDefined();
      await user.twineUpload([wheelOf(24)]);
      await fault.remove();
      const { code, stdout } = await promoting.result;
      expect({ code, ...parsePromotion(stdout) }).toMatchObject({ code: 0, outcome: 'promoted', method: 'assemble' });
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(held(23));
    });
  });

  it('notices what plain twine put into the destination in the middle', async () => {
    const { domain, server, user } = scene;
    const { held, name, request, wheelOf } = freshPackage();
    await user.twineUpload([wheelOf(22), wheelOf(23)]);
    const fault = await server.steering.add({ ...COPY, nth: 1, action: { kind: 'hold', when: 'before' } });
    const promoting = user.startPromote(request(23));
    expect(await fault.holds(promoting.isOver)).toBeDefined();
    const login = ['--username', 'aws', '--password', await domain.token(), '--non-interactive'];
    const where = ['--repository-url', domain.uploadUrl('AbcStaging')];
    await user.client('twine', ['upload', ...login, ...where, wheelOf(22).path]);
    await fault.remove();
    expect(await promoting.result).toMatchObject({ code: 0 });
    expect((await domain.held('AbcStaging', name))?.assets).toEqual(held(22, 23));
  });

  describe('when the same build is promoted twice at once', () => {
    it('ends right for both', async () => {
      const { domain, server, user } = scene;
      const { held, name, request, wheelOf } = freshPackage();
      await user.twineUpload([wheelOf(22), wheelOf(23)]);
      const results = await Promise.all([user.promote(request(23)), user.promote(request(23))]);
      expect(results).toMatchObject([{ code: 0 }, { code: 0 }]);
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(held(23));
      const mark = await server.steering.mark();
      expect(await user.promote(request(23))).toMatchObject({ promotion: { outcome: 'already-there', writes: 0 } });
      expect(await server.steering.writes(mark)).toEqual([]);
    });

    it('lets the second finish what the first is slow at', async () => {
      const { domain, server, user } = scene;
      const { held, name, request, wheelOf } = freshPackage();
      await user.twineUpload([wheelOf(22), wheelOf(23)]);
      const fault = await server.steering.add({ ...COPY, nth: 1, action: { kind: 'hold', when: 'before' } });
      const slow = user.startPromote(request(23));
      expect(await fault.holds(slow.isOver)).toBeDefined();
      expect(await user.promote(request(23))).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(held(23));
      await fault.remove();
      const { code, stderr } = await slow.result;
      expect({ code, error: printedError(stderr) }).toEqual({ code: 0, error: undefined });
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(held(23));
    });
  });

  it('takes turns with the promotion of another build of the package', async () => {
    const { domain, user } = scene;
    const { held, name, request, wheelOf } = freshPackage();
    await uploadRecorded(scene, [wheelOf(22), wheelOf(23), wheelOf(24)]);
    const results = await Promise.all([user.promote(request(22, '--add-anyway')), user.promote(request(23))]);
    expect(results).toMatchObject([
      { code: 0, promotion: { outcome: 'promoted' } },
      { code: 0, promotion: { outcome: 'promoted' } },
    ]);
    expect((await domain.held('AbcStaging', name))?.assets).toEqual(held(22, 23));
  });
});
