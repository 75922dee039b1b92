import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

const exec = promisify(execFile);
let server: RunningCodeArtifact;
let client: CodeartifactClient;
let home: string;
let token: string;

const domain = 'abc';
const at = { domain, format: 'npm', namespace: 'acme', package: 'ui' } as const;

beforeAll(async () => {
  server = await startCodeArtifact();
  home = await mkdtemp(join(tmpdir(), 'npm-'));
  client = new CodeartifactClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
  });
  await client.send(new CreateDomainCommand({ domain }));
  await client.send(new CreateRepositoryCommand({ domain, repository: 'dev' }));
  await client.send(new CreateRepositoryCommand({ domain, repository: 'prod' }));
  await client.send(
    new CreateRepositoryCommand({ domain, repository: 'down', upstreams: [{ repositoryName: 'dev' }] }),
  );
  token = (await client.send(new GetAuthorizationTokenCommand({ domain }))).authorizationToken ?? '';
});

afterAll(async () => {
  client.destroy();
  await server.close();
  await rm(home, { recursive: true, force: true });
});

const registry = (repository: string): string => `${server.endpoint}/npm/d/${domain}-000000000000/${repository}/`;

const npm = async (repository: string, cwd: string, ...args: string[]) => {
  const url = registry(repository);
  await writeFile(join(home, '.npmrc'), `registry=${url}\n${url.slice('http:'.length)}:_authToken=${token}\n`);
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_cache: join(home, 'cache'),
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  return exec('npm', args, { cwd, env, timeout: 150_000 });
};

const project = async (version: string, text = version): Promise<string> => {
  const folder = await mkdtemp(join(home, 'project-'));
  const manifest = { name: '@acme/ui', version, license: 'MIT', scripts: { install: 'true' }, readme: 'hello' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'index.js'), text);
  return folder;
};

const packument = async (repository: string, accept = 'application/json') => {
  const response = await fetch(`${registry(repository)}@acme%2fui`, {
    headers: { authorization: `Bearer ${token}`, accept },
  });
  return { status: response.status, body: (await response.json()) as Record<string, Record<string, unknown>> };
};

describe('npm', () => {
  it('pings, publishes, refuses other content, tags, deprecates and installs', async () => {
    await npm('dev', home, 'ping');
    await npm('dev', await project('1.0.0'), 'publish');
    await npm('dev', await project('1.1.0'), 'publish', '--tag', 'next');
    await expect(npm('dev', await project('1.0.0', 'other'), 'publish')).rejects.toMatchObject({
      stderr: expect.stringMatching(/E409|previously published/u),
    });
    await npm('dev', home, 'dist-tag', 'add', '@acme/ui@1.1.0', 'beta');
    await npm('dev', home, 'dist-tag', 'rm', '@acme/ui', 'next');
    const { stdout } = await npm('dev', home, 'dist-tag', 'ls', '@acme/ui');
    expect(stdout.trim().split('\n')).toEqual(['beta: 1.1.0', 'latest: 1.0.0']);
    await npm('dev', home, 'deprecate', '@acme/ui@1.0.0', 'use 1.1');
    const consumer = join(home, 'consumer');
    await mkdir(consumer);
    await writeFile(join(consumer, 'package.json'), '{"name":"consumer","version":"1.0.0"}');
    await npm('dev', consumer, 'install', '@acme/ui@1.0.0');
    const lock = await readFile(join(consumer, 'package-lock.json'), 'utf8');
    expect(lock).toContain('/npm/d/abc-000000000000/dev/@acme/ui/-/ui-1.0.0.tgz');
    expect(lock).toContain('use 1.1');
  });

  it('serves the short document to installers', async () => {
    const { body } = await packument('dev', 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8');
    expect(Object.keys(body)).toEqual(['name', 'dist-tags', 'versions', 'modified']);
    expect(body['versions']?.['1.0.0']).toMatchObject({ hasInstallScript: true, deprecated: 'use 1.1' });
    expect(body['versions']?.['1.0.0']).not.toHaveProperty('scripts');
  });

  it('holds one asset a version, and a copy takes its tags along', async () => {
    const assets = await client.send(
      new ListPackageVersionAssetsCommand({ ...at, repository: 'dev', packageVersion: '1.0.0' }),
    );
    expect(assets.assets?.map((asset) => asset.name)).toEqual(['package.tgz']);
    await client.send(
      new CopyPackageVersionsCommand({
        ...at,
        sourceRepository: 'dev',
        destinationRepository: 'prod',
        versions: ['1.1.0'],
      }),
    );
    expect((await packument('prod')).body['dist-tags']).toEqual({ beta: '1.1.0' });
  });

  it('finds a version upstream, and keeps it when its tarball is fetched', async () => {
    const list = () => client.send(new ListPackageVersionsCommand({ ...at, repository: 'down' }));
    expect((await packument('down')).status).toBe(200);
    await expect(list()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const response = await fetch(`${registry('down')}@acme/ui/-/ui-1.0.0.tgz`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
    expect((await list()).versions?.map((version) => version.version)).toEqual(['1.0.0']);
    await expect(npm('down', await project('1.1.0', 'mine'), 'publish')).rejects.toMatchObject({
      stderr: expect.stringMatching(/E409|previously published/u),
    });
  });

  it('does not support unpublish, whoami and search', async () => {
    await expect(npm('dev', home, 'unpublish', '@acme/ui@1.0.0', '--force')).rejects.toMatchObject({
      stderr: expect.stringContaining('E405'),
    });
    await expect(npm('dev', home, 'whoami')).rejects.toMatchObject({ stderr: expect.stringContaining('E404') });
  });
});
