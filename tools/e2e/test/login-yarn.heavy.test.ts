import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type NpmScene, openNpmScene } from '../src/npm/npm-scene.ts';

/**
 * The embedded server has no TLS, and its packages are younger than Yarn takes them by itself. Observed 2026-11-29: with an entry
 * in `npmScopes` Yarn 4.18 does not heed `npmMinimalAgeGate: 0` for the scope (yarnpkg/berry, issue 7192).
 */
const SETTINGS = `# mine
unsafeHttpWhitelist: ["127.0.0.1"]   # the server of a test
npmPreapprovedPackages: ["@abc/*", "two"]

nodeLinker: 'node-modules'
npmScopes:
  other:
    npmRegistryServer: "https://registry.example.com"
`;

const at = (repository: string, ...flags: readonly string[]) =>
  ['--tool', 'yarn', '--domain', 'abc', '--repository', repository, ...flags] as const;
const ALL = at('AbcDev');
const SCOPED = at('AbcStaging', '--scope', '@abc');

describe('after codeartifact-npm login --tool yarn', () => {
  let scene: NpmScene;
  beforeAll(async () => {
    scene = await openNpmScene();
  });
  afterAll(() => scene?.close());
  beforeEach(async () => {
    await scene.write({ '.yarnrc.yml': SETTINGS });
  });

  const yarn = (folder: string, ...args: readonly string[]) => scene.client('yarn', folder, args);

  /** A folder that says nothing of registries; its lock file makes it a project of its own. */
  const project = (folder: string, name: string): Promise<void> =>
    scene.write({
      [`${folder}/package.json`]: { name, version: '1.0.0', license: 'MIT' },
      [`${folder}/index.js`]: `module.exports = '${folder}';\n`,
      [`${folder}/yarn.lock`]: '',
    });

  const publish = async (folder: string, name: string): Promise<void> => {
    await project(folder, name);
    await yarn(folder, 'install', '--no-immutable');
    await yarn(folder, 'npm', 'publish');
  };

  const isHeld = async (repository: string, name: string, namespace = ''): Promise<boolean> => {
    const query = { repository, format: 'npm', package: name, version: '1.0.0' };
    return (await scene.domain.listed(namespace === '' ? query : { ...query, namespace })) !== undefined;
  };

  it('yarn publishes into the repository and installs from it, again with an immutable lock file', async () => {
    await scene.json('.', ['login', ...ALL]);
    await publish('one', '@abc/one');
    expect(await isHeld('AbcDev', 'one', 'abc')).toBe(true);
    await project('user', 'user');
    await yarn('user', 'add', '@abc/one');
    await scene.forget('user');
    await yarn('user', 'install', '--immutable');
    expect(await scene.read('user/node_modules/@abc/one/index.js')).toContain('one');
    await scene.json('.', ['logout', ...ALL]);
    expect(await scene.read('.yarnrc.yml')).toBe(SETTINGS);
  });

  it("yarn keeps a scope's repository apart from that of all other packages", async () => {
    await scene.json('.', ['login', ...ALL]);
    await scene.json('.', ['login', ...SCOPED]);
    await publish('scoped', '@abc/two');
    await publish('plain', 'two');
    expect([await isHeld('AbcStaging', 'two', 'abc'), await isHeld('AbcDev', 'two', 'abc')]).toEqual([true, false]);
    expect([await isHeld('AbcStaging', 'two'), await isHeld('AbcDev', 'two')]).toEqual([false, true]);
    await project('both', 'both');
    await yarn('both', 'add', '@abc/two', 'two');
    expect(await scene.read('both/node_modules/@abc/two/index.js')).toContain('scoped');
    expect(await scene.read('both/node_modules/two/index.js')).toContain('plain');
    await scene.json('.', ['logout', ...SCOPED]);
    await scene.json('.', ['logout', ...ALL]);
    expect(await scene.read('.yarnrc.yml')).toBe(SETTINGS);
  });
});
