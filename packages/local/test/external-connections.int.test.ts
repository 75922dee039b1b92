import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  AssociateExternalConnectionCommand,
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  GetAuthorizationTokenCommand,
  ListPackageVersionsCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

interface World {
  readonly server: RunningCodeArtifact;
  readonly client: CodeartifactClient;
  readonly token: string;
}

const domain = 'abc';
const wheel = 'dep-1.0-py3-none-any.whl';

/** `work` is a repository with the upstream `store`, and that one has the connections. */
async function worldOf(server: RunningCodeArtifact): Promise<World> {
  const client = new CodeartifactClient({ endpoint: server.endpoint, region: server.region, credentials: server });
  await client.send(new CreateDomainCommand({ domain }));
  for (const [format, name] of [
    ['pypi', 'public:pypi'],
    ['npm', 'public:npmjs'],
  ] as const) {
    const store = `store-${format}`;
    await client.send(new CreateRepositoryCommand({ domain, repository: store }));
    await client.send(new AssociateExternalConnectionCommand({ domain, repository: store, externalConnection: name }));
    const upstreams = [{ repositoryName: store }];
    for (const repository of [`mid-${format}`, `work-${format}`]) {
      const from = repository.startsWith('work') ? [{ repositoryName: `mid-${format}` }] : upstreams;
      await client.send(new CreateRepositoryCommand({ domain, repository, upstreams: from }));
    }
  }
  const { authorizationToken = '' } = await client.send(new GetAuthorizationTokenCommand({ domain }));
  return { server, client, token: authorizationToken };
}

const url = ({ server }: World, format: string, repository: string, path = ''): string =>
  `${server.endpoint}/${format}/d/${domain}-000000000000/${repository}/${path}`;

const call = (world: World, address: string, init: RequestInit = {}) =>
  fetch(address, { ...init, headers: { authorization: `Bearer ${world.token}`, ...init.headers } });

let pub: World;
let own: World;

const json = { accept: 'application/vnd.pypi.simple.v1+json' };

const filesOf = async (world: World, repository: string) => {
  const response = await call(world, url(world, 'pypi', repository, 'simple/dep/'), { headers: json });
  const page = response.ok ? ((await response.json()) as { files: { filename: string }[] }) : { files: [] };
  return page.files.map((file) => file.filename);
};

const sendWheel = async (world: World, file: string, text: string) => {
  const form = new FormData();
  const fields = { ':action': 'file_upload', name: 'dep', version: '1.0', requires_python: '>=3.8' };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('content', new Blob([text]), file);
  return call(world, url(world, 'pypi', 'store-pypi'), { method: 'POST', body: form });
};

const uploadWheel = async (file: string, text: string) => expect((await sendWheel(pub, file, text)).status).toBe(200);

const publishNpm = async (world: World, version: string) => {
  const data = Buffer.from(`tarball ${version}`);
  const shasum = createHash('sha1').update(data).digest('hex');
  const integrity = `sha512-${createHash('sha512').update(data).digest('base64')}`;
  const body = {
    name: '@acme/dep',
    'dist-tags': { latest: version },
    versions: { [version]: { name: '@acme/dep', version, description: 'a dep', dist: { shasum, integrity } } },
    _attachments: { 'x.tgz': { content_type: 'application/octet-stream', data: data.toString('base64') } },
  };
  const address = url(world, 'npm', 'store-npm', '@acme%2fdep');
  return call(world, address, { method: 'PUT', body: JSON.stringify(body) });
};

const versionsIn = async (repository: string) => {
  const format = repository.endsWith('npm') ? 'npm' : 'pypi';
  const namespace = format === 'npm' ? 'acme' : undefined;
  const command = new ListPackageVersionsCommand({ domain, repository, format, namespace, package: 'dep' });
  const list = await own.client.send(command).catch(() => undefined);
  return list?.versions?.map((one) => [one.version, one.origin?.originType]);
};

const worldBehindPub = async () => {
  const withToken = (address: string) => address.replace('://', `://aws:${encodeURIComponent(pub.token)}@`);
  return worldOf(
    await startCodeArtifact({
      publicPypi: withToken(url(pub, 'pypi', 'store-pypi', 'simple/')),
      publicNpmjs: withToken(url(pub, 'npm', 'store-npm')),
    }),
  );
};

beforeAll(async () => {
  pub = await worldOf(await startCodeArtifact());
  own = await worldBehindPub();
  await uploadWheel(wheel, 'one');
  await publishNpm(pub, '1.0.0');
  await publishNpm(pub, '1.1.0');
});
afterAll(async () => {
  for (const { client, server } of [own, pub]) {
    client.destroy();
    await server.close();
  }
});

describe('a repository behind public:pypi', () => {
  it('shows what the public index has, before anything is kept', async () => {
    expect(await filesOf(own, 'work-pypi')).toEqual([wheel]);
    expect(await versionsIn('work-pypi')).toBeUndefined();
  });

  it('keeps a fetched file where it was asked for and where the connection is, and not between', async () => {
    const response = await call(own, url(own, 'pypi', 'work-pypi', `simple/dep/1.0/${wheel}`));
    expect(await response.text()).toBe('one');
    expect(await versionsIn('work-pypi')).toEqual([['1.0', 'EXTERNAL']]);
    expect(await versionsIn('store-pypi')).toEqual([['1.0', 'EXTERNAL']]);
    expect(await versionsIn('mid-pypi')).toBeUndefined();
    const at = { domain, repository: 'work-pypi', format: 'pypi', package: 'dep' } as const;
    const item = await own.client.send(new DescribePackageCommand(at));
    expect(item.package?.originConfiguration?.restrictions).toEqual({ publish: 'BLOCK', upstream: 'ALLOW' });
    const version = await own.client.send(new DescribePackageVersionCommand({ ...at, packageVersion: '1.0' }));
    expect(version.packageVersion?.origin).toEqual({
      domainEntryPoint: { repositoryName: 'store-pypi', externalConnectionName: 'public:pypi' },
      originType: 'EXTERNAL',
    });
  });

  it('shows and fetches files that came later, and none of a version that is archived', async () => {
    const second = 'dep-1.0-2-py3-none-any.whl';
    await uploadWheel(second, 'two');
    expect(await filesOf(own, 'work-pypi')).toEqual([wheel, second]);
    const path = `simple/dep/1.0/${second}`;
    expect(await (await call(own, url(own, 'pypi', 'work-pypi', path))).text()).toBe('two');
    await uploadWheel('dep-1.0-3-py3-none-any.whl', 'three');
    const at = { domain, repository: 'work-pypi', format: 'pypi', package: 'dep' } as const;
    const archive = new UpdatePackageVersionsStatusCommand({ ...at, versions: ['1.0'], targetStatus: 'Archived' });
    await own.client.send(archive);
    expect(await filesOf(own, 'work-pypi')).toEqual([]);
    expect((await call(own, url(own, 'pypi', 'work-pypi', path))).status).toBe(404);
  });
});

describe('a repository behind public:npmjs', () => {
  const packument = async () => {
    const response = await call(own, url(own, 'npm', 'work-npm', '@acme%2fdep'));
    return (await response.json()) as {
      'dist-tags': Record<string, string>;
      versions: Record<string, { dist: { tarball: string; integrity: string } }>;
    };
  };

  it('merges the packument and serves tarballs from itself', async () => {
    const before = await packument();
    expect(Object.keys(before.versions)).toEqual(['1.0.0', '1.1.0']);
    expect(before['dist-tags']).toEqual({ latest: '1.1.0' });
    const tarball = before.versions['1.0.0']?.dist.tarball ?? '';
    expect(tarball.startsWith(own.server.endpoint)).toBe(true);
    expect(await (await call(own, tarball)).text()).toBe('tarball 1.0.0');
    expect(await versionsIn('work-npm')).toEqual([['1.0.0', 'EXTERNAL']]);
    expect(await versionsIn('store-npm')).toEqual([['1.0.0', 'EXTERNAL']]);
    expect((await packument()).versions).toEqual(before.versions);
  });

  it('answers 404 for what is nowhere', async () => {
    expect((await call(own, url(own, 'npm', 'work-npm', 'nothing'))).status).toBe(404);
    expect((await call(own, url(own, 'npm', 'work-npm', '@acme/dep/-/dep-9.0.0.tgz'))).status).toBe(404);
  });
});

describe('a version that is public, and not kept yet', () => {
  let fresh: World;
  beforeAll(async () => {
    fresh = await worldBehindPub();
  });
  afterAll(async () => {
    fresh.client.destroy();
    await fresh.server.close();
  });

  it('cannot be uploaded to a repository behind public:pypi', async () => {
    const response = await sendWheel(fresh, 'dep-1.0-9-py3-none-any.whl', 'mine');
    expect([response.status, await response.text()]).toEqual([409, expect.stringContaining('public:pypi')]);
  });

  it('cannot be published to a repository behind public:npmjs, another one can', async () => {
    const response = await publishNpm(fresh, '1.1.0');
    expect([response.status, await response.text()]).toEqual([409, expect.stringContaining('public:npmjs')]);
    expect((await publishNpm(fresh, '9.0.0')).status).toBe(200);
  });
});

describe('a public index that fails', () => {
  const page = (digest: string) => ({ files: [{ filename: wheel, url: '/file', hashes: { sha256: digest } }] });

  async function serve(listener: RequestListener): Promise<{ server: Server; address: string }> {
    const server = createServer(listener);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const bound = server.address();
    return { server, address: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/simple` };
  }

  const right = createHash('sha256').update('one').digest('hex');

  it.each<[string, RequestListener, number, number]>([
    [
      'sends another file than announced',
      (_q, r) => r.end(_q.url === '/file' ? 'x' : JSON.stringify(page(right))),
      200,
      502,
    ],
    ['answers 500', (_q, r) => r.writeHead(500).end(), 502, 502],
    ['is no index', (_q, r) => r.end('<html>'), 502, 502],
    ['is silent', () => undefined, 504, 504],
    [
      'breaks off',
      (q, r) => {
        if (q.url !== '/file') r.end(JSON.stringify(page(right)));
        else r.writeHead(200, { 'content-length': 1000 }).write('half', () => r.destroy());
      },
      200,
      502,
    ],
  ])('and %s: says so, and nothing is kept', async (_name, listener, index, file) => {
    const { server, address } = await serve(listener);
    const world = await worldOf(await startCodeArtifact({ publicPypi: address, limits: { maxPublicSilenceMs: 300 } }));
    const listed = await call(world, url(world, 'pypi', 'work-pypi', 'simple/dep/'), { headers: json });
    expect(listed.status).toBe(index);
    const fetched = await call(world, url(world, 'pypi', 'work-pypi', `simple/dep/1.0/${wheel}`));
    expect([fetched.status, (await fetched.text()).includes(address.slice(0, 16))]).toEqual([
      file,
      !_name.startsWith('sends'),
    ]);
    const list = new ListPackageVersionsCommand({ domain, repository: 'store-pypi', format: 'pypi', package: 'dep' });
    await expect(world.client.send(list)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    world.client.destroy();
    await world.server.close();
    server.closeAllConnections();
    server.close();
  });
});
