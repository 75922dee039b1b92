/* oxlint-disable vitest/no-disabled-tests, vitest/valid-title -- skipped, and said so, where poetry cannot be had. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startBin } from '../src/bins/start-bin.ts';
import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { publishers } from '../src/clients/publishers.ts';
import { runProgram } from '@buildset/testkit/program';
import { programOf } from '../src/clients/virtual-environment.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';

const PACKAGE = `[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
[project]
name = "bypoetry"
version = "1.0"
requires-python = ">=3.9"
[tool.poetry]
packages = [{ include = "bypoetry" }]
`;
const APP = `[project]
name = "app"
version = "1.0"
requires-python = ">=3.9"
[tool.poetry]
package-mode = false
`;

const made = await publishers();
const reason = 'reason' in made ? made.reason : undefined;
if (reason !== undefined && process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') throw new Error(reason);

describe.skipIf(reason !== undefined)(`after codeartifact-twine login --tool poetry (${reason ?? 'found'})`, () => {
  let server: Server;
  let domain: TestDomain;
  let home: ClientHome;
  beforeAll(async () => {
    server = await startServer();
    domain = await makeDomain(server, 'abc', ['AbcDev', 'AbcStaging']);
    home = await clientHome();
    for (const repository of ['AbcDev', 'AbcStaging']) await twine('login', repository);
  });
  afterAll(async () => {
    await home?.remove();
    await server?.stop();
  });

  const at = (...path: string[]): string => join(home.path, ...path);
  const config = (file: string): string => at('.config', 'pypoetry', file);

  async function twine(command: 'login' | 'logout', repository: string): Promise<void> {
    const args = [command, '--tool', 'poetry', '--domain', 'abc', '--repository', repository];
    const result = await startBin('codeartifact-twine', args, { home: home.path, env: domain.env }).result;
    expect(result).toMatchObject({ code: 0, stderr: '' });
  }

  /** Poetry without any login but that of its own files. */
  async function poetry(folder: string, ...args: string[]): Promise<void> {
    const program = 'folder' in made ? programOf(made.folder, 'poetry') : 'poetry';
    const env = { ...home.env, PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring' };
    const result = await runProgram(program, [...args, '--no-interaction'], { cwd: at(folder), env });
    expect([result.command, result.code, result.stderr]).toEqual([result.command, 0, expect.any(String)]);
  }

  async function project(folder: string, text: string): Promise<void> {
    await mkdir(at(folder), { recursive: true });
    await writeFile(at(folder, 'pyproject.toml'), text);
  }

  it('publishes to either repository by its name', async () => {
    await project('bypoetry', PACKAGE);
    await mkdir(at('bypoetry', 'bypoetry'));
    await writeFile(at('bypoetry', 'bypoetry', '__init__.py'), '');
    await poetry('bypoetry', 'build');
    for (const repository of ['AbcDev', 'AbcStaging']) {
      await poetry('bypoetry', 'publish', '--repository', repository);
      expect((await domain.held(repository, 'bypoetry', '1.0'))?.assets).toHaveLength(2);
    }
  });

  it('adds from a source of that name, and installs by the lock file', async () => {
    await project('app', APP);
    await poetry('app', 'config', '--local', 'virtualenvs.in-project', 'true');
    await poetry('app', 'source', 'add', 'AbcStaging', `${domain.uploadUrl('AbcStaging')}simple/`);
    await poetry('app', 'add', 'bypoetry');
    const [{ sha256 } = { sha256: '' }] = await domain.offered('AbcStaging', 'bypoetry');
    expect(await readFile(at('app', 'poetry.lock'), 'utf8')).toContain(`sha256:${sha256}`);
    await poetry('app', 'install');
    await poetry('app', 'run', 'python', '-c', 'import bypoetry');
  });

  it('leaves nothing behind after logout', async () => {
    await twine('logout', 'AbcDev');
    expect(await readFile(config('config.toml'), 'utf8')).not.toContain('AbcDev');
    expect(await readFile(config('auth.toml'), 'utf8')).toContain('AbcStaging');
    await twine('logout', 'AbcStaging');
    expect(await readdir(config(''))).toEqual([]);
  });
});
