import { afterAll, beforeAll, expect, it } from 'vitest';

import { type NpmScene, openNpmScene } from '../src/npm/npm-scene.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain } from '../src/server/test-domain.ts';

interface Promoted {
  readonly promotion: { readonly outcome: string; readonly writes: number };
}

let scene: NpmScene;
let server: Server;
let registry: string;

// Another server plays the registry outside: its API is not asked for anything.
beforeAll(async () => {
  [scene, server] = await Promise.all([openNpmScene(), startServer()]);
  const outside = await makeDomain(server, 'public', ['Index']);
  registry = `${server.endpoint}/npm/d/public-${server.account}/Index/`;
  const login = `${registry.slice('http:'.length)}:_authToken=${await outside.token()}\n`;
  await scene.project('app', 'AbcDev', { name: '@abc/app', version: '1.0.0' });
  await scene.write({ '.npmrc': login });
  for (const build of ['22', '23']) {
    await scene.write({ 'app/index.js': `module.exports = ${build};\n` });
    await scene.json('app', ['attach', '--build', build]);
  }
});
afterAll(async () => {
  await server?.stop();
  await scene?.close();
});

const promote = async (): Promise<Promoted> => {
  const what = ['promote', '--build', '22', '--from', 'AbcDev', '--domain', 'abc'];
  return await scene.json('app', [...what, '--to-registry', registry, '--access', 'public']);
};

it('brings the very build to a registry outside, and nothing the next time', async () => {
  expect(await promote()).toMatchObject({ promotion: { outcome: 'promoted' } });
  expect(await promote()).toMatchObject({ promotion: { outcome: 'already-there', writes: 0 } });
});

it('can be installed from there by npm', async () => {
  await scene.write({ 'consumer/package.json': { name: 'consumer', version: '1.0.0' } });
  await scene.client('npm', 'consumer', ['install', '@abc/app@latest', '--registry', registry]);
  expect(await scene.read('consumer/node_modules/@abc/app/index.js')).toContain('22');
});
