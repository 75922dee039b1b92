import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import type { FaultRule } from '../src/server/steering.ts';
import { makeWheels, type Wheel } from '../src/wheels/made-wheels.ts';

/** What a promotion that assembles asks of the service. */
const OPERATIONS = [
  'CopyPackageVersions',
  'DeletePackageVersions',
  'DescribeDomain',
  'DescribeRepository',
  'GetAuthorizationToken',
  'GetPackageVersionAsset',
  'GetRepositoryEndpoint',
  'ListPackageVersionAssets',
  'ListPackageVersions',
  'PublishPackageVersion',
  'UpdatePackageVersionsStatus',
  'pypi:Index',
  'pypi:Upload',
];

const FAULTS: readonly [string, FaultRule['action']][] = [
  ['is throttled', { kind: 'throttle' }],
  ['fails before its effect', { kind: 'error', status: 500, when: 'before' }],
  ['fails after its effect', { kind: 'error', status: 503, when: 'after-effect' }],
  ['breaks off before its effect', { kind: 'reset', when: 'before' }],
  ['breaks off after its effect', { kind: 'reset', when: 'after-effect' }],
];

describeWithClients('a service that is not reliable', foundClients(), (python) => {
  let scene: Scene;
  let wheels: readonly Wheel[];

  beforeAll(async () => {
    scene = await openScene(python, { repositories: ['AbcDev', 'AbcStaging'] });
    const { user } = scene;
    const requests = FAULTS.flatMap((_, index) => [22, 23].map((build) => ({ name: `pyshaky${index}`, build })));
    wheels = await makeWheels(join(user.home.path, 'dist'), requests, python, user.home);
    await user.login('AbcDev');
    await user.twineUpload(wheels);
  });
  afterAll(() => scene?.close());

  describe('does no harm to a promotion where the first request of each kind', () => {
    it.each(FAULTS.map(([what, action], index) => ({ what, action, name: `pyshaky${index}` })))(
      '$what',
      async ({ action, name }) => {
        const { domain, server, user } = scene;
        const wheel = wheels.find((one) => one.name.startsWith(`${name}-1.0.0-23-`));
        const request = [`${name}==1.0.0`, '--build', '23', '--from', 'AbcDev', '--to', 'AbcStaging'];
        const faults = await Promise.all(
          OPERATIONS.map((operation) => server.steering.add({ operation, nth: 1, action })),
        );
        const { code, promotion, stderr } = await user.promote(request);
        const fired = await Promise.all(faults.map((fault) => fault.fired()));
        expect({ code, error: printedError(stderr) }).toEqual({ code: 0, error: undefined });
        expect(promotion?.outcome).toBe('promoted');
        expect(Object.fromEntries(OPERATIONS.map((operation, index) => [operation, fired[index]]))).toEqual(
          Object.fromEntries(OPERATIONS.map((operation) => [operation, 1])),
        );
        await server.steering.clear();
        expect((await domain.held('AbcStaging', name))?.assets).toEqual([{ name: wheel?.name, sha256: wheel?.sha256 }]);
        expect(await domain.held('buildset-transit', name)).toBeUndefined();
        expect(await domain.openRecords(name)).toEqual([]);
        expect(await user.promote(request)).toMatchObject({ promotion: { outcome: 'already-there', writes: 0 } });
      },
    );
  });
});
