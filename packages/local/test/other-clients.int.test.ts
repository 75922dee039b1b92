import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListPackageVersionsCommand,
  type PackageFormat,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

const exec = promisify(execFile);

let server: RunningCodeArtifact;
let client: CodeartifactClient;
let token: string;
let folder: string;

const inPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const base = (format: string): string => `${server.endpoint}/${format}/d/abc-000000000000/dev/`;

const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
};

const run = (program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  exec(program, [...args], { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, ...env } });

const versions = async (format: PackageFormat, name: string) => {
  const at = { domain: 'abc', repository: 'dev', format, package: name };
  return (await client.send(new ListPackageVersionsCommand(at))).versions?.map(({ version }) => version);
};

const npmFiles = (name: string): Readonly<Record<string, string>> => ({
  'package.json': JSON.stringify({ name, version: '1.0.0' }),
  '.npmrc': `registry=${base('npm')}\n${base('npm').slice('http:'.length)}:_authToken=${token}\n`,
});

beforeAll(async () => {
  server = await startCodeArtifact();
  client = new CodeartifactClient({ endpoint: server.endpoint, region: server.region, credentials: server });
  await client.send(new CreateDomainCommand({ domain: 'abc' }));
  await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
  token = (await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }))).authorizationToken ?? '';
  folder = await mkdtemp(join(tmpdir(), 'clients-'));
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A client that is missing skips its test, and fails it where all clients are asked for. */
function needs(test: { skip(condition: boolean, note: string): void }, program: string): void {
  if (inPath(program)) return;
  if (process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') throw new Error(`${program} is not in the PATH`);
  test.skip(true, `${program} is not in the PATH`);
}

describe('a publish', () => {
  it('by pnpm', async (test) => {
    needs(test, 'pnpm');
    await write(npmFiles('by-pnpm'));
    await run('pnpm', ['publish', '--no-git-checks']);
    expect(await versions('npm', 'by-pnpm')).toEqual(['1.0.0']);
  });

  it('by yarn 1', async (test) => {
    needs(test, 'yarn');
    await write(npmFiles('by-yarn'));
    await run('yarn', ['publish', '--non-interactive', '--registry', base('npm')]);
    expect(await versions('npm', 'by-yarn')).toEqual(['1.0.0']);
  });

  it('by uv, twice, of a wheel that flit built', async (test) => {
    needs(test, 'uv');
    const project = '[project]\nname = "byflit"\nversion = "1.0"\ndescription = "x"\n';
    const system = '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n';
    await write({ 'pyproject.toml': system + project, 'byflit.py': '"""x"""\n' });
    await run('python3', ['-m', 'flit_core.wheel']);
    for (let time = 1; time <= 2; time += 1) {
      await run('uv', ['publish', '--publish-url', base('pypi'), '-u', 'aws', '-p', token]);
    }
    expect(await versions('pypi', 'byflit')).toEqual(['1.0']);
  });
});
