import { createHash } from 'node:crypto';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribePackageVersionCommand,
  GetAuthorizationTokenCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionDependenciesCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let server: RunningCodeArtifact;
let client: CodeartifactClient;
let base: string;
let authorization: string;

const domain = 'abc';

beforeAll(async () => {
  server = await startCodeArtifact();
  client = new CodeartifactClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
  });
  for (const name of [domain, 'other']) await client.send(new CreateDomainCommand({ domain: name }));
  await client.send(new CreateRepositoryCommand({ domain, repository: 'dev' }));
  base = `${server.endpoint}/pypi/d/abc-000000000000/dev/`;
  const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain }));
  authorization = `Basic ${Buffer.from(`aws:${authorizationToken}`).toString('base64')}`;
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const upload = async (file: string, text: string, fields: Record<string, string> = {}) => {
  const form = new FormData();
  const all = { ':action': 'file_upload', name: 'Py.Abc', version: '1.0.0', ...fields };
  for (const [name, value] of Object.entries(all)) form.append(name, value);
  form.append('content', new Blob([text]), file);
  const response = await fetch(base, { method: 'POST', body: form, headers: { authorization } });
  await response.text();
  return response.status;
};

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(base + path, { headers: { authorization, ...headers }, redirect: 'manual' });

const json = { accept: 'application/vnd.pypi.simple.v1+json' };
const wheel = (build: number): string => `py_abc-1.0.0-${build}-py3-none-any.whl`;

describe('an upload', () => {
  it('is taken once, again with the same bytes, and never with others', async () => {
    const digest = { sha256_digest: sha256('22'), requires_python: '>=3.8' };
    expect(await upload(wheel(22), '22', digest)).toBe(200);
    expect(await upload(wheel(22), '22')).toBe(200);
    expect(await upload(wheel(22), 'other')).toBe(409);
  });

  it.each([
    ['a digest that is not the file’s', wheel(1), { sha256_digest: sha256('other') }],
    ['a BLAKE2b digest that is not', wheel(1), { blake2_256_digest: '00'.repeat(32) }],
    ['an MD5 that is not', wheel(1), { md5_digest: '00'.repeat(16) }],
    ['a file of another version', wheel(1), { version: '2.0' }],
    ['another action', wheel(1), { ':action': 'submit' }],
    ['a name that leaves its folder', '../../x.whl', {}],
  ])('is refused with %s', async (_name, file, fields: Record<string, string>) => {
    expect(await upload(file, 'text', fields)).toBe(400);
  });

  it('is taken with every digest right', async () => {
    const digest = {
      name: 'digests',
      version: '1.0',
      sha256_digest: sha256('hello'),
      blake2_256_digest: '324dcf027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72cf',
      md5_digest: '5d41402abc4b2a76b9719d911017c592',
    };
    expect(await upload('digests-1.0.tar.gz', 'hello', digest)).toBe(200);
  });

  it('of a large file whose bytes are stored is taken, and refused with other bytes', async () => {
    const [large, other] = ['a', 'b'].map((one) => one.repeat(1_000_000)) as [string, string];
    const of = (name: string, text: string) => ({ name, version: '1.0', sha256_digest: sha256(text) });
    expect(await upload('first-1.0.tar.gz', large, of('first', large))).toBe(200);
    expect(await upload('second-1.0.tar.gz', other, of('second', large))).toBe(400);
    expect(await upload('third-1.0.tar.gz', large, of('third', large))).toBe(200);
    expect(await (await get('simple/third/1.0/third-1.0.tar.gz')).text()).toBe(large);
    expect((await get('simple/second/')).status).toBe(404);
  });

  it('is refused without a token, and with one of another domain', async () => {
    const missing = await fetch(base, { method: 'POST' });
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'other' }));
    const foreign = await fetch(`${base}simple/py-abc/`, {
      headers: { authorization: `Bearer ${authorizationToken}` },
    });
    expect(foreign.status).toBe(403);
  });

  it('tells the API its metadata', async () => {
    await upload('meta-1.0.tar.gz', 'text', {
      name: 'meta',
      version: '1.0',
      summary: 'a summary',
      description: '# Readme',
      requires_dist: 'six (>=1.0)',
      project_urls: 'Repository, https://example.invalid/meta',
    });
    const at = { domain, repository: 'dev', format: 'pypi', package: 'meta', packageVersion: '1.0' } as const;
    const { packageVersion } = await client.send(new DescribePackageVersionCommand(at));
    expect(packageVersion).toMatchObject({
      packageName: 'meta',
      displayName: 'meta',
      summary: 'a summary',
      sourceCodeRepository: 'https://example.invalid/meta',
      origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'dev' } },
    });
    const { dependencies } = await client.send(new ListPackageVersionDependenciesCommand(at));
    expect(dependencies).toEqual([{ package: 'six', dependencyType: 'Requires-Dist', versionRequirement: '(>=1.0)' }]);
    expect((await client.send(new GetPackageVersionReadmeCommand(at))).readme).toBe('# Readme');
  });

  it('is under its normalised name alone in the API', async () => {
    await upload('an_other-9.0.tar.gz', 'text', { name: 'An_Other', version: '9.0' });
    const described = (name: string) =>
      client.send(
        new DescribePackageVersionCommand({
          domain,
          repository: 'dev',
          format: 'pypi',
          package: name,
          packageVersion: '9.0',
        }),
      );
    expect((await described('an-other')).packageVersion?.packageName).toBe('an-other');
    const name = 'ResourceNotFoundException';
    await expect(described('An_Other')).rejects.toMatchObject({ name, message: expect.stringContaining('an-other') });
  });
});

describe('the index', () => {
  it('lists files with hashes, sizes and what Python they need', async () => {
    const response = await get('simple/py-abc/', json);
    expect(response.headers.get('content-type')).toBe(json.accept);
    expect(await response.json()).toMatchObject({
      meta: { 'api-version': '1.1' },
      name: 'py-abc',
      versions: ['1.0.0'],
      files: [
        {
          filename: wheel(22),
          url: `1.0.0/${wheel(22)}`,
          hashes: { sha256: sha256('22') },
          'requires-python': '>=3.8',
          size: 2,
        },
      ],
    });
    const html = await (await get('simple/py-abc/')).text();
    expect(html).toContain(`href="1.0.0/${wheel(22)}#sha256=${sha256('22')}" data-requires-python="&gt;=3.8"`);
  });

  it('redirects other spellings, and knows no other media type, project or listing of all', async () => {
    const redirect = await get('simple/Py.Abc/');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      301,
      '/pypi/d/abc-000000000000/dev/simple/py-abc/',
    ]);
    expect((await get('simple/py-abc')).status).toBe(301);
    expect((await get('simple/py-abc/', { accept: 'application/xml' })).status).toBe(406);
    expect((await get('simple/missing/')).status).toBe(404);
    expect((await get('simple/')).status).toBe(404);
  });

  it('hides archived and unlisted versions, and an archived one takes no upload', async () => {
    const at = { domain, repository: 'dev', format: 'pypi' as const, package: 'hidden', versions: ['1.0'] };
    const fields = { name: 'hidden', version: '1.0' };
    await upload('hidden-1.0.tar.gz', 'text', fields);
    await client.send(new UpdatePackageVersionsStatusCommand({ ...at, targetStatus: 'Unlisted' }));
    expect((await get('simple/hidden/')).status).toBe(404);
    expect((await get('simple/hidden/1.0/hidden-1.0.tar.gz')).status).toBe(200);
    await client.send(new UpdatePackageVersionsStatusCommand({ ...at, targetStatus: 'Archived' }));
    expect((await get('simple/hidden/1.0/hidden-1.0.tar.gz')).status).toBe(404);
    expect(await upload('hidden-1.0.zip', 'text', fields)).toBe(409);
  });
});

describe('a download', () => {
  it('gives the file, a range of it, and nothing when it is known', async () => {
    const path = `simple/py-abc/1.0.0/${wheel(22)}`;
    const whole = await get(path);
    const etag = whole.headers.get('etag') ?? '';
    expect(await whole.text()).toBe('22');
    const part = await get(path, { range: 'bytes=1-5' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 1-1/2', '2']);
    expect((await get(path, { range: 'bytes=2-' })).status).toBe(416);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
  });
});
