import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AssociateExternalConnectionCommand,
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribePackageVersionCommand,
  GetAuthorizationTokenCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const coreMetadata = 'Metadata-Version: 2.4\nName: dep\nSummary: a dep\nRequires-Dist: more>=2\n\nRead me.\n';
const domain = 'abc';
const wheel = (version: string): string => `dep-${version}-py3-none-any.whl`;

/** What the public index says of each file besides its name and digest; tests change it. */
const offered = new Map<string, Record<string, unknown>>([
  [wheel('1.0'), { 'requires-python': '>=3.9', 'core-metadata': { sha256: sha256(coreMetadata) } }],
  [wheel('2.0'), { yanked: 'breaks "all" <b>' }],
  [wheel('3.0'), { yanked: true }],
  [wheel('4.0'), { yanked: false, 'core-metadata': { sha256: sha256('other') } }],
]);

const publicIndex = createServer((request, response) => {
  const path = request.url ?? '';
  if (path.endsWith('.metadata')) response.end(coreMetadata);
  else if (path.startsWith('/files/')) response.end(`bytes of ${path.slice('/files/'.length)}`);
  else if (path === '/simple/dep/') {
    const files = [...offered].map(([filename, rest]) => {
      return { filename, url: `/files/${filename}`, hashes: { sha256: sha256(`bytes of ${filename}`) }, ...rest };
    });
    response.end(JSON.stringify({ files }));
  } else response.writeHead(404).end();
});

let server: RunningCodeArtifact;
let client: CodeartifactClient;
let token: string;

beforeAll(async () => {
  await new Promise<void>((done) => publicIndex.listen(0, '127.0.0.1', done));
  const { port } = publicIndex.address() as AddressInfo;
  server = await startCodeArtifact({ publicPypi: `http://127.0.0.1:${port}/simple/` });
  client = new CodeartifactClient({ endpoint: server.endpoint, region: server.region, credentials: server });
  await client.send(new CreateDomainCommand({ domain }));
  const repository = 'team';
  await client.send(new CreateRepositoryCommand({ domain, repository }));
  await client.send(new AssociateExternalConnectionCommand({ domain, repository, externalConnection: 'public:pypi' }));
  token = (await client.send(new GetAuthorizationTokenCommand({ domain }))).authorizationToken ?? '';
});

afterAll(async () => {
  client.destroy();
  await server.close();
  publicIndex.close();
});

const get = (path: string, accept = 'application/vnd.pypi.simple.v1+json') =>
  fetch(`${server.endpoint}/pypi/d/${domain}-000000000000/team/simple/dep/${path}`, {
    headers: { authorization: `Bearer ${token}`, accept },
  });

const listed = async (version: string) => {
  const page = (await (await get('')).json()) as { files: { filename: string }[] };
  return page.files.find((file) => file.filename === wheel(version));
};

const at = { domain, repository: 'team', format: 'pypi', package: 'dep' } as const;

describe('files of a public index', () => {
  it('are shown as it shows them, yanked ones too', async () => {
    expect(await listed('1.0')).toMatchObject({ 'requires-python': '>=3.9' });
    expect(await listed('1.0')).not.toHaveProperty('yanked');
    expect(await listed('2.0')).toMatchObject({ yanked: 'breaks "all" <b>' });
    expect(await listed('3.0')).toMatchObject({ yanked: true });
    expect(await listed('4.0')).not.toHaveProperty('yanked');
    const html = await (await get('', 'text/html')).text();
    expect(html).toContain('data-yanked="breaks &quot;all&quot; &lt;b&gt;">dep-2.0');
    expect(html).toContain('data-yanked="">dep-3.0');
    expect(html).toContain('data-requires-python="&gt;=3.9">dep-1.0');
  });

  it('are kept with what the index and their core metadata say of them', async () => {
    expect(await (await get(`1.0/${wheel('1.0')}`)).text()).toBe(`bytes of ${wheel('1.0')}`);
    const { packageVersion } = await client.send(new DescribePackageVersionCommand({ ...at, packageVersion: '1.0' }));
    expect(packageVersion).toMatchObject({ summary: 'a dep', origin: { originType: 'EXTERNAL' } });
    const list = new ListPackageVersionDependenciesCommand({ ...at, packageVersion: '1.0' });
    expect((await client.send(list)).dependencies).toEqual([
      { package: 'more', dependencyType: 'Requires-Dist', versionRequirement: '>=2' },
    ]);
    expect(await listed('1.0')).toMatchObject({ 'requires-python': '>=3.9' });
  });

  it('are yanked, and no longer yanked, when the index says so, also once they are kept', async () => {
    await (await get(`2.0/${wheel('2.0')}`)).arrayBuffer();
    expect(await listed('2.0')).toMatchObject({ yanked: 'breaks "all" <b>' });
    offered.set(wheel('2.0'), {});
    offered.set(wheel('1.0'), { yanked: 'too old' });
    expect(await listed('2.0')).not.toHaveProperty('yanked');
    expect(await listed('1.0')).toMatchObject({ yanked: 'too old' });
  });

  it('are not kept when their metadata is another than announced', async () => {
    const response = await get(`4.0/${wheel('4.0')}`);
    expect([response.status, await response.text()]).toEqual([502, expect.stringContaining('other metadata')]);
    const versions = (await client.send(new ListPackageVersionsCommand(at))).versions ?? [];
    expect(versions.map(({ version }) => version)).not.toContain('4.0');
  });
});
