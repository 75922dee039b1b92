import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { binFile } from '../src/bins/bin-file.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { projectBuilds } from '../src/wheels/builds.ts';

const DEV = ['--domain', 'abc', '--repository', 'AbcDev'];
const PIP_INSTALL = ['install', '--no-deps', '--no-cache-dir', '--quiet'];

describeWithClients('after codeartifact-twine login', foundClients(), (python) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(python);
    for (const repository of ['AbcDev', 'AbcStaging']) await login('--domain', 'abc', '--repository', repository);
  });
  afterAll(() => scene?.close());

  const run = async (command: string, ...flags: string[]): Promise<string> => {
    const { code, stderr, stdout } = await scene.user.run('codeartifact-twine', [command, ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const login = (...flags: string[]): Promise<string> => run('login', ...flags);
  const at = (path: string): string => join(scene.user.home.path, path);
  const isInstalled = async (target: string): Promise<boolean> => (await readdir(at(target))).includes('pyabc');

  it('twine uploads to both repositories by the sections of .pypirc', async () => {
    const { wheel } = projectBuilds()[22];
    for (const repository of ['AbcDev', 'AbcStaging']) {
      const options = ['--repository', repository, '--non-interactive', '--disable-progress-bar'];
      await scene.user.client('twine', ['upload', ...options, wheel.path]);
      expect((await scene.domain.held(repository, 'pyabc'))?.assets.map(({ name }) => name)).toEqual([wheel.name]);
    }
    expect((await stat(at('.pypirc'))).mode & 0o777).toBe(0o600);
  });

  it('pip installs by pip.conf, which is as it was after logout', async () => {
    const file = at('.config/pip/pip.conf');
    const before = await readFile(file, 'utf8');
    await login('--tool', 'pip', ...DEV);
    await scene.user.client('pip', [...PIP_INSTALL, '--target', at('by-conf'), 'pyabc==1.0.0']);
    expect(await isInstalled('by-conf')).toBe(true);
    await run('logout', '--tool', 'pip', ...DEV);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('uv installs by uv.toml with hash checking on', async () => {
    const { wheel } = projectBuilds()[22];
    await login('--tool', 'uv', '--extra', ...DEV);
    await writeFile(at('requirements.txt'), `pyabc==1.0.0 --hash=sha256:${wheel.sha256}\n`);
    const options = ['--require-hashes', '--no-cache', '--target', at('by-uv'), '-r', at('requirements.txt')];
    await scene.user.client('uv', ['pip', 'install', ...options]);
    expect(await isInstalled('by-uv')).toBe(true);
    await run('logout', '--tool', 'uv', ...DEV);
    expect(await readdir(at('.config/uv'))).toEqual([]);
  });

  it('pip installs by .netrc', async () => {
    await login('--tool', 'netrc', ...DEV);
    const index = `${scene.domain.uploadUrl('AbcDev')}simple/`;
    await scene.user.client('pip', [...PIP_INSTALL, '--index-url', index, '--target', at('by-netrc'), 'pyabc']);
    expect(await isInstalled('by-netrc')).toBe(true);
    await run('logout', '--tool', 'netrc', ...DEV);
  });

  describe('--keyring, with codeartifact-keyring on the PATH as keyring', () => {
    let env: Readonly<Record<string, string>> = {};
    beforeAll(async () => {
      await mkdir(at('bin'));
      await symlink(binFile('@buildset/twine', 'codeartifact-keyring'), at('bin/keyring'));
      const path = [at('bin'), process.env['PATH'] ?? ''].join(delimiter);
      const providers = { PIP_KEYRING_PROVIDER: 'subprocess', UV_KEYRING_PROVIDER: 'subprocess' };
      env = { ...scene.domain.env, ...providers, PATH: path };
    });

    it('pip installs, and no file of it holds a token', async () => {
      await login('--tool', 'pip', '--keyring', ...DEV);
      expect(await readFile(at('.config/pip/pip.conf'), 'utf8')).toMatch(/aws@127\.0\.0\.1/);
      const args = [...PIP_INSTALL, '--target', at('by-keyring'), 'pyabc==1.0.0'];
      await python.run('pip', args, { home: scene.user.home, env });
      expect(await isInstalled('by-keyring')).toBe(true);
      await run('logout', '--tool', 'pip', ...DEV);
    });

    it('uv installs', async () => {
      await login('--tool', 'uv', '--extra', '--keyring', ...DEV);
      const args = ['pip', 'install', '--no-cache', '--target', at('uv-by-keyring'), 'pyabc==1.0.0'];
      await python.run('uv', args, { home: scene.user.home, env });
      expect(await isInstalled('uv-by-keyring')).toBe(true);
    });

    it('keeps one token for all of that, for its owner only', async () => {
      const kept = await readdir(at('.cache/buildset/tokens'));
      expect(kept).toHaveLength(1);
      expect((await stat(at(`.cache/buildset/tokens/${kept[0]}`))).mode & 0o777).toBe(0o600);
    });
  });
});
