/* oxlint-disable vitest/no-disabled-tests, vitest/no-conditional-tests, vitest/valid-title -- skipped, and said so, where the clients cannot be had. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { publishers } from '../src/clients/publishers.ts';
import { type ProgramResult, runProgram } from '@buildset/testkit/program';
import { programOf } from '../src/clients/virtual-environment.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';
import { type Backend, pyprojectOf } from '../src/wheels/backends.ts';

const FLIT: Backend = { name: 'byflit', requires: 'flit_core', module: 'flit_core.buildapi' };
const HATCH: Backend = { name: 'byhatch', requires: 'hatchling', module: 'hatchling.build' };
const POETRY: Backend = {
  name: 'bypoetry',
  requires: 'poetry-core',
  module: 'poetry.core.masonry.api',
  more: '[tool.poetry]\npackages = [{ include = "bypoetry" }]\n',
};

const made = await publishers();
const reason = 'reason' in made ? made.reason : undefined;
if (reason !== undefined && process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') throw new Error(reason);
const found = inject('clients');

describe.skipIf(reason !== undefined)(`a publish${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let server: Server;
  let domain: TestDomain;
  let home: ClientHome;
  let token: string;

  async function run(folder: string, program: string, args: readonly string[]): Promise<ProgramResult> {
    const own = 'folder' in made ? programOf(made.folder, program) : program;
    const file = program === 'uv' && found.available ? found.commands.uv[0] : own;
    const result = await runProgram(file, args, {
      cwd: folder,
      env: {
        ...home.env,
        PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
        FLIT_INDEX_URL: domain.uploadUrl('AbcDev'),
        FLIT_USERNAME: 'aws',
        FLIT_PASSWORD: token,
        POETRY_REPOSITORIES_ABC_URL: domain.uploadUrl('AbcDev'),
        POETRY_HTTP_BASIC_ABC_USERNAME: 'aws',
        POETRY_HTTP_BASIC_ABC_PASSWORD: token,
        UV_PUBLISH_URL: domain.uploadUrl('AbcDev'),
        UV_PUBLISH_USERNAME: 'aws',
        UV_PUBLISH_PASSWORD: token,
      },
    });
    expect(result.stdout + result.stderr).not.toContain(token);
    expect([result.command, result.code, result.stderr]).toEqual([result.command, 0, expect.any(String)]);
    return result;
  }

  /** A project with a wheel and an sdist in `dist`, made by its own backend. */
  async function built(backend: Backend): Promise<string> {
    const folder = join(home.path, backend.name);
    await mkdir(join(folder, backend.name), { recursive: true });
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'pyproject.toml'), pyprojectOf(backend));
    await writeFile(join(folder, 'README.md'), `# ${backend.name}\n`);
    await writeFile(join(folder, backend.name, '__init__.py'), `"""${backend.name}"""\n__version__ = "1.0"\n`);
    const program = `import ${backend.module} as b; b.build_wheel("dist"); b.build_sdist("dist")`;
    await run(folder, 'python', ['-c', program]);
    return folder;
  }

  const files = async (name: string): Promise<string[]> =>
    ((await domain.held('AbcDev', name, '1.0'))?.assets ?? []).map((asset) => asset.name);

  beforeAll(async () => {
    server = await startServer();
    domain = await makeDomain(server, 'abc', ['AbcDev']);
    home = await clientHome();
    token = await domain.token();
  });
  afterAll(async () => {
    await home?.remove();
    await server?.stop();
  });

  it('by flit', async () => {
    await run(await built(FLIT), 'flit', ['publish']);
    expect(await files('byflit')).toEqual([expect.stringMatching(/\.whl$/), expect.stringMatching(/\.tar\.gz$/)]);
  });

  it('by hatch, and again without a change', async () => {
    const folder = await built(HATCH);
    const args = [
      '--no-interactive',
      'publish',
      '--repo',
      domain.uploadUrl('AbcDev'),
      '--user',
      'aws',
      '--auth',
      token,
    ];
    await run(folder, 'hatch', args);
    await run(folder, 'hatch', args);
    expect(await files('byhatch')).toEqual([expect.stringMatching(/\.whl$/), expect.stringMatching(/\.tar\.gz$/)]);
  });

  it('by poetry, and again without a change', async () => {
    const folder = await built(POETRY);
    const args = ['publish', '--repository', 'abc', '--no-interaction'];
    await run(folder, 'poetry', args);
    await run(folder, 'poetry', args);
    expect(await files('bypoetry')).toEqual([expect.stringMatching(/\.whl$/), expect.stringMatching(/\.tar\.gz$/)]);
  });

  it.runIf(found.available)('by uv, of what poetry published too', async () => {
    const folder = join(home.path, 'bypoetry');
    await run(folder, 'uv', ['publish', 'dist/*']);
    expect(await files('bypoetry')).toHaveLength(2);
    const page = await domain.offered('AbcDev', 'bypoetry');
    expect(page).toHaveLength(2);
  });
});
