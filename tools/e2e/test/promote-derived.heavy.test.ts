import { afterAll, beforeAll, expect, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import type { SeenRequest } from '../src/server/steering.ts';
import { projectBuilds } from '../src/wheels/builds.ts';

// The request's own example. Each test goes on from where the one before it ended.
describeWithClients('promoting a build that plain twine uploaded', foundClients(), (python) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(python);
    await scene.user.login('AbcDev');
    for (const { wheel } of Object.values(projectBuilds())) await scene.user.twineUpload([wheel]);
  });
  afterAll(() => scene?.close());

  const build23 = () => {
    const { name, sha256 } = projectBuilds()[23].wheel;
    return { name, sha256 };
  };

  it('brings exactly that build to the destination, while a newer one stands in the source', async () => {
    const { user, domain, server } = scene;
    const mark = await server.steering.mark();
    const result = await user.promote(['pyabc==1.0.0', '--build', '23', '--from', 'AbcDev', '--to', 'AbcStaging']);
    const requests = await server.steering.requests(mark);
    const writes = await server.steering.writes(mark);
    expect(result).toMatchObject({ code: 0, promotion: { outcome: 'promoted', method: 'assemble' } });
    expect((await domain.held('AbcStaging', 'pyabc'))?.assets).toEqual([build23()]);
    expect(await domain.offered('AbcStaging', 'pyabc')).toEqual([build23()]);
    expect(result.promotion).toMatchObject({ calls: countByOperation(requests), writes: writes.length });
  });

  it('leaves the source as it is', async () => {
    const wanted = Object.values(projectBuilds()).map(({ wheel: { name, sha256 } }) => ({ name, sha256 }));
    expect((await scene.domain.held('AbcDev', 'pyabc'))?.assets).toEqual(wanted);
  });

  it('lets pip install it from the destination, and the newer one from the source', async () => {
    expect(await scene.user.install('AbcStaging', 'pyabc==1.0.0')).toEqual({ build: '23', source: 'BUILD = 23\n' });
    expect(await scene.user.install('AbcDev', 'pyabc==1.0.0')).toEqual({ build: '24', source: 'BUILD = 24\n' });
  });

  it('goes on to the next stage by a copy on the server, without asset bytes through the client', async () => {
    const { domain, server, user } = scene;
    const mark = await server.steering.mark();
    const result = await user.promote(['pyabc==1.0.0', '--build', '23', '--from', 'AbcStaging', '--to', 'AbcProd']);
    expect(result).toMatchObject({ code: 0, promotion: { outcome: 'promoted', method: 'copy', bytesTransferred: 0 } });
    expect((await domain.held('AbcProd', 'pyabc'))?.assets).toEqual([build23()]);
    const requests = await server.steering.requests(mark);
    const moved = requests.filter(({ operation, path }) => isTransfer(operation) && path.includes('/pypi/'));
    expect(moved).toEqual([]);
    expect(requests.filter(({ operation }) => operation === 'CopyPackageVersions')).toHaveLength(1);
  });

  it('lets pip install the same build from there', async () => {
    expect(await scene.user.install('AbcProd', 'pyabc==1.0.0')).toMatchObject({ build: '23' });
  });
});

/** As `--json` tells the calls that were made. */
function countByOperation(requests: readonly SeenRequest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation = 'unknown' } of requests) {
    const name = operation.replace('pypi:', 'Pypi');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function isTransfer(operation: string | undefined): boolean {
  return ['pypi:Upload', 'pypi:Download', 'GetPackageVersionAsset'].includes(operation ?? '');
}
