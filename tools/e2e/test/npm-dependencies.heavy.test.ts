import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type NpmScene, openNpmScene } from '../src/npm/npm-scene.ts';

const TO_STAGING = ['--from', 'AbcDev', '--to', 'AbcStaging'];

interface Answer {
  readonly promotions: { readonly outcome: string; readonly sets: readonly { readonly package: string }[] };
}

describe('a package that depends on what a stage lacks', () => {
  let scene: NpmScene;
  beforeAll(async () => {
    scene = await openNpmScene();
    await attach('leaf', { name: '@abc/leaf', version: '2.3.0' }, "module.exports = 'leaf';");
    const lib = { name: 'lib', version: '1.4.0', dependencies: { '@abc/leaf': '^2.0.0' } };
    await attach('lib', lib, "module.exports = 'lib, ' + require('@abc/leaf');");
    const app = { name: 'app', version: '1.0.0', dependencies: { lib: '1' } };
    await attach('app', app, "module.exports = 'app, ' + require('lib');");
  });
  afterAll(() => scene?.close());

  async function attach(folder: string, manifest: object, index: string): Promise<void> {
    await scene.project(folder, 'AbcDev', manifest);
    await scene.write({ [`${folder}/index.js`]: index });
    await scene.json(folder, ['attach', '--build', '1']);
  }

  const required = async (folder: string): Promise<string> => {
    const { stdout } = await scene.client('npm', folder, ['exec', '--offline', '--', 'node', '-p', "require('app')"]);
    return stdout.trim();
  };

  it('is refused with --check-deps, and can be installed by npm once it was promoted with --with-deps', async () => {
    const refused = await scene.bin('app', ['promote', '--build', '1', ...TO_STAGING, '--check-deps']);
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('error[dependencies-missing]') });
    await scene.project('user', 'AbcStaging', { name: 'user', version: '1.0.0' });
    expect((await scene.client('npm', 'user', ['install', 'app'], true)).code).not.toBe(0);

    const { promotions } = await scene.json<Answer>('app', ['promote', '--build', '1', ...TO_STAGING, '--with-deps']);
    expect(promotions.outcome).toBe('promoted');
    expect(promotions.sets.map((set) => set.package)).toEqual(['leaf', 'lib', 'app']);
    await scene.forget('user');
    await scene.client('npm', 'user', ['install', 'app']);
    expect(await required('user')).toBe('app, lib, leaf');
  });
});
