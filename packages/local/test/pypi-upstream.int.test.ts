import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListPackageVersionAssetsCommand,
  PutPackageOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let server: RunningCodeArtifact;
let client: CodeartifactClient;
let authorization: string;

const domain = 'abc';
const base = (repository: string): string => `${server.endpoint}/pypi/d/${domain}-000000000000/${repository}/`;
const wheel = (build: number): string => `pyabc-1.0-${build}-py3-none-any.whl`;

const upload = async (repository: string, build: number) => {
  const form = new FormData();
  for (const [name, value] of [
    [':action', 'file_upload'],
    ['name', 'pyabc'],
    ['version', '1.0'],
  ] as const) {
    form.append(name, value);
  }
  form.append('content', new Blob([String(build)]), wheel(build));
  const response = await fetch(base(repository), { method: 'POST', body: form, headers: { authorization } });
  return { status: response.status, text: await response.text() };
};

const index = async (repository: string) => {
  const response = await fetch(`${base(repository)}simple/pyabc/`, {
    headers: { authorization, accept: 'application/vnd.pypi.simple.v1+json' },
  });
  const page = (await response.json()) as { files: readonly { filename: string }[] };
  return page.files.map((file) => file.filename);
};

const assets = async (repository: string) => {
  const at = { domain, repository, format: 'pypi', package: 'pyabc', packageVersion: '1.0' } as const;
  const list = await client.send(new ListPackageVersionAssetsCommand(at));
  return (list.assets ?? []).map((asset) => asset.name);
};

beforeAll(async () => {
  server = await startCodeArtifact();
  client = new CodeartifactClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
  });
  await client.send(new CreateDomainCommand({ domain }));
  await client.send(new CreateRepositoryCommand({ domain, repository: 'dev' }));
  await client.send(
    new CreateRepositoryCommand({ domain, repository: 'prod', upstreams: [{ repositoryName: 'dev' }] }),
  );
  await client.send(new CreateRepositoryCommand({ domain, repository: 'other' }));
  const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain }));
  authorization = `Bearer ${authorizationToken}`;
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

describe('a pypi repository with an upstream', () => {
  it('shows what the upstream has, and keeps it once a file is fetched', async () => {
    await upload('dev', 22);
    expect(await index('prod')).toEqual([wheel(22)]);
    await expect(assets('prod')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const file = await fetch(`${base('prod')}simple/pyabc/1.0/${wheel(22)}`, { headers: { authorization } });
    expect(await file.text()).toBe('22');
    expect(await assets('prod')).toEqual([wheel(22)]);
  });

  it('leaks files that arrive upstream later into the version that it kept', async () => {
    await upload('dev', 23);
    expect(await index('prod')).toEqual([wheel(22), wheel(23)]);
  });

  it('copies from the upstream only when it is told to', async () => {
    const copy = (includeFromUpstream: boolean) =>
      client.send(
        new CopyPackageVersionsCommand({
          domain,
          sourceRepository: 'prod',
          destinationRepository: 'other',
          format: 'pypi',
          package: 'pyabc',
          versions: ['1.0'],
          includeFromUpstream,
        }),
      );
    expect((await copy(false)).successfulVersions).toHaveProperty(['1.0']);
    expect(await assets('other')).toEqual([wheel(22)]);
  });

  it('shows its own alone when the package blocks upstreams', async () => {
    await client.send(
      new PutPackageOriginConfigurationCommand({
        domain,
        repository: 'prod',
        format: 'pypi',
        package: 'pyabc',
        restrictions: { publish: 'ALLOW', upstream: 'BLOCK' },
      }),
    );
    expect(await index('prod')).toEqual([wheel(22)]);
    expect((await upload('prod', 24)).status).toBe(200);
  });

  it('takes no upload of a version that is upstream', async () => {
    await client.send(
      new CreateRepositoryCommand({ domain, repository: 'late', upstreams: [{ repositoryName: 'dev' }] }),
    );
    const { status, text } = await upload('late', 25);
    expect(status).toBe(409);
    expect(text).toContain('upstream');
  });

  it('takes no file for a version that it keeps of an upstream, until the package blocks upstreams', async () => {
    await client.send(
      new CreateRepositoryCommand({ domain, repository: 'keeper', upstreams: [{ repositoryName: 'dev' }] }),
    );
    const kept = await fetch(`${base('keeper')}simple/pyabc/1.0/${wheel(22)}`, { headers: { authorization } });
    expect(await kept.text()).toBe('22');
    const before = await assets('keeper');
    expect(await upload('keeper', 26)).toEqual({ status: 409, text: expect.stringContaining('upstream') });
    expect(await assets('keeper')).toEqual(before);
    await client.send(
      new PutPackageOriginConfigurationCommand({
        domain,
        repository: 'keeper',
        format: 'pypi',
        package: 'pyabc',
        restrictions: { publish: 'ALLOW', upstream: 'BLOCK' },
      }),
    );
    expect((await upload('keeper', 26)).status).toBe(200);
  });
});
