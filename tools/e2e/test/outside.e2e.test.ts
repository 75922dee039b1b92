import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';
import { projectBuilds } from '../src/wheels/builds.ts';

// Another server plays the index outside: its API is not asked for anything.
describeWithClients('promote to an index outside', foundClients(), (python) => {
  let scene: Scene;
  let server: Server;
  let outside: TestDomain;
  beforeAll(async () => {
    scene = await openScene(python);
    server = await startServer();
    outside = await makeDomain(server, 'public', ['Index']);
    for (const build of [22, 23] as const) {
      const args = ['upload', projectBuilds()[build].wheel.path, '--domain', 'abc', '--repository', 'AbcDev'];
      await scene.user.run('codeartifact-twine', args);
    }
  });
  afterAll(async () => {
    await server?.stop();
    await scene?.close();
  });

  const promote = async (...flags: string[]) => {
    const what = ['promote', 'pyabc==1.0.0', '--build', '22', '--from', 'AbcDev', '--domain', 'abc', '--json'];
    const to = ['--to-repository-url', outside.uploadUrl('Index'), ...flags];
    const env = { TWINE_PASSWORD: await outside.token() };
    const { code, stderr, stdout } = await scene.user.run('codeartifact-twine', [...what, ...to], env);
    return { code, stderr, promotion: JSON.parse(stdout).promotion };
  };

  it('brings the very file there, and nothing the next time', async () => {
    const { wheel } = projectBuilds()[22];
    expect(await promote()).toMatchObject({ code: 0, stderr: '', promotion: { outcome: 'promoted' } });
    expect((await outside.held('Index', 'pyabc'))?.assets).toEqual([{ name: wheel.name, sha256: wheel.sha256 }]);
    expect(await promote()).toMatchObject({ code: 0, promotion: { outcome: 'already-there', writes: 0 } });
  });

  it('can be installed from there by pip', async () => {
    const target = join(scene.user.home.path, 'from-outside');
    const index = await outside.indexUrl('Index');
    const options = ['--no-deps', '--no-cache-dir', '--quiet', '--target', target, '--index-url', index];
    await scene.user.client('pip', ['install', ...options, 'pyabc==1.0.0']);
    expect(await readdir(target)).toContain('pyabc');
  });
});
