import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type NpmScene, openNpmScene } from '../src/npm/npm-scene.ts';

const STAGES = { dev: { repository: 'AbcDev' }, prod: { repository: 'AbcProd', from: ['dev'], stripBuild: true } };

describe('a monorepo whose versions name a build', () => {
  let scene: NpmScene;
  beforeAll(async () => {
    scene = await openNpmScene();
    await scene.project('mono', 'AbcDev', { name: 'mono', private: true, workspaces: ['packages/*'] });
    await scene.write({
      'mono/buildset.config.json': { domain: 'abc', stages: STAGES },
      'mono/packages/app/package.json': {
        name: 'app',
        version: '1.0.0-24',
        dependencies: { '@abc/lib': '1.0.0-24' },
      },
      'mono/packages/app/index.js': "module.exports = 'app, ' + require('@abc/lib');",
      'mono/packages/lib/package.json': { name: '@abc/lib', version: '1.0.0-24' },
      'mono/packages/lib/index.js': "module.exports = 'lib of 24';",
    });
    await scene.json('mono', ['attach', '--workspaces', '-r', 'dev']);
    await scene.json('mono', ['promote', '--workspaces', '--last', '--to', 'prod']);
  });
  afterAll(() => scene?.close());

  it('is installed by npm without the build, the packages asking for each other', async () => {
    await scene.project('user', 'AbcProd', { name: 'user', version: '1.0.0' });
    await scene.client('npm', 'user', ['install', 'app@1.0.0']);
    const { stdout } = await scene.client('npm', 'user', ['exec', '--offline', '--', 'node', '-p', "require('app')"]);
    expect(stdout.trim()).toBe('app, lib of 24');
    const installed = JSON.parse(await scene.read('user/node_modules/app/package.json'));
    expect(installed).toMatchObject({ version: '1.0.0', dependencies: { '@abc/lib': '1.0.0' } });
  });
});
