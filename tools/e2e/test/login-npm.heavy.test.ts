import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type NpmScene, openNpmScene } from '../src/npm/npm-scene.ts';

const DEV = ['--domain', 'abc', '--repository', 'AbcDev'];

describe('after codeartifact-npm login', () => {
  let scene: NpmScene;
  beforeAll(async () => {
    scene = await openNpmScene();
    await scene.project('app', 'AbcDev', { name: '@abc/app', version: '1.0.0' });
    await scene.write({ 'app/index.js': 'module.exports = 23;\n' });
    await scene.json('app', ['attach', '--build', '23']);
  });
  afterAll(() => scene?.close());

  /** Logs a tool in, installs with it in a folder that says nothing of registries, and logs it out. */
  const install = async (
    tool: 'npm' | 'pnpm' | 'yarn-classic',
    args: readonly string[],
    flags: readonly string[],
  ): Promise<string> => {
    const folder = `by-${tool}-${flags.length}`;
    await scene.write({ [`${folder}/package.json`]: { name: folder, version: '1.0.0', license: 'MIT' } });
    const what = ['--tool', tool, ...DEV, ...flags];
    await scene.json(folder, ['login', ...what]);
    await scene.client(tool, folder, args);
    const out = await scene.json<{ readonly logout: object }>(folder, ['logout', ...what]);
    expect(out.logout).toMatchObject({ wasLoggedIn: true });
    return await scene.read(`${folder}/node_modules/@abc/app/index.js`);
  };

  it.each([
    ['npm', ['install', '@abc/app'], []],
    ['npm', ['install', '@abc/app'], ['--scope', '@abc']],
    ['pnpm', ['add', '@abc/app'], []],
    ['yarn-classic', ['add', '@abc/app', '--non-interactive'], []],
    ['yarn-classic', ['add', '@abc/app', '--non-interactive'], ['--scope', '@abc']],
  ] as const)('%s %j %j finds the registry and its token', async (tool, args, flags) => {
    expect(await install(tool, args, flags)).toContain('23');
    await expect(scene.read('.npmrc')).rejects.toThrow('ENOENT');
  });
});
