import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { smallWheel } from '@buildset/format-pypi';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 100_000;

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

let server: RunningCodeArtifact;
let workspace: string;

function run(program: string, args: readonly string[]): Promise<Ran> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: workspace,
    AWS_REGION: server.region,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_TUI: 'false',
    NX_ISOLATE_PLUGINS: 'false',
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: workspace, env, timeout: TIMEOUT_MS });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const nx = (...args: string[]) => run(join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js'), args);

function requireSuccess({ code, output }: Ran): void {
  if (code !== 0) throw new Error(`exit code ${code}: ${output}`);
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(workspace, file)), { recursive: true });
  await writeFile(join(workspace, file), content);
}

async function createRepositories(): Promise<void> {
  const client = new Codeartifact({ endpoint: server.endpoint, region: server.region, credentials: server });
  await client.createDomain({ domain: 'abc' });
  for (const repository of ['AbcDev', 'AbcStaging']) await client.createRepository({ domain: 'abc', repository });
  client.destroy();
}

async function writeBuild(build: string): Promise<void> {
  await rm(join(workspace, 'libs/py/dist'), { recursive: true, force: true });
  const files = { 'pyabc.py': `"""build ${build}"""\n` };
  const wheel = smallWheel({ name: 'pyabc', version: '1.0.0', files, build });
  await write(join('libs/py/dist', wheel.name), wheel.content);
}

beforeAll(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'buildset-nx-')));
  server = await startCodeArtifact();
  await createRepositories();
  await write('nx.json', '{"neverConnectToCloud": true, "analytics": false}');
  await write('package.json', '{"name": "workspace", "private": true}');
  await write('libs/py/pyproject.toml', '[project]\nname = "pyabc"\nversion = "1.0.0"\n');
  await mkdir(join(workspace, 'node_modules/@buildset'), { recursive: true });
  await symlink(join(REPOSITORY, 'node_modules/nx'), join(workspace, 'node_modules/nx'));
  for (const name of ['nx', 'twine']) {
    await symlink(join(REPOSITORY, 'packages', name), join(workspace, 'node_modules/@buildset', name));
  }
});
afterAll(async () => {
  await server.close();
  await rm(workspace, { recursive: true });
});

describe('in an Nx workspace with a Python project', () => {
  it('generates the configuration, attaches two builds, and promotes the older one', async () => {
    const stages = ['--stages=dev=AbcDev', '--stages=staging=AbcStaging'];
    const generated = await nx('generate', '@buildset/nx:configuration', '--domain=abc', ...stages);
    requireSuccess(generated);
    const init = await run(join(REPOSITORY, 'packages/buildset/bin/buildset.mjs'), ['init', '--domain', 'abc']);
    requireSuccess(init);

    for (const build of ['22', '23']) {
      await writeBuild(build);
      const attached = await nx('run', 'pyabc:attach', '--repository=dev');
      requireSuccess(attached);
      expect(attached.output).toContain('sha256:');
    }
    const promoted = await nx('run', 'pyabc:promote:staging', '--from=dev', '--build=22');
    requireSuccess(promoted);
    expect(promoted.output).toContain('AbcStaging');
    const again = await nx('run', 'pyabc:promote:staging', '--from=dev', '--build=22');
    expect(again.output).toContain('already');
  });

  it('fails as the command does, with its message', async () => {
    const refused = await nx('run', 'pyabc:promote:staging', '--from=dev', '--build=99');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('99');
  });
});
