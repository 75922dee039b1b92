import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { serverEnvironment, type Server, startServer } from '../src/server/start-server.ts';

const DOMAIN = ['--domain', 'abc'];
const DEV = [...DOMAIN, '--repository', 'dev'];
const PACKAGE = ['--format', 'generic', '--namespace', 'ops', '--package', 'tools'];
const VERSION = ['--package-version', '1.0'];
const GROUP = ['--package-group', '/generic/ops/tools$'];
const ARN = 'arn:aws:codeartifact:us-east-1:000000000000:domain/abc';

const policy = (resource: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'codeartifact:Describe*', Resource: resource }],
  });

describeWithClients('the AWS CLI', foundClients(), (python) => {
  let server: Server;
  let home: ClientHome;
  const ran = new Set<string>();

  const run = async (operation: string, ...args: readonly string[]) => {
    ran.add(operation);
    const line = ['codeartifact', operation, '--output', 'json', ...args];
    return await python.run('aws', line, { home, env: serverEnvironment(server) });
  };
  /** What an operation answers. */
  const aws = async (operation: string, ...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await run(operation, ...args);
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  };
  const publish = async (asset: string, text: string, version: string, ...more: readonly string[]) => {
    const file = join(home.path, asset);
    await writeFile(file, text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const what = ['--asset-name', asset, '--asset-content', file, '--asset-sha256', sha256];
    return await aws('publish-package-version', ...DEV, ...PACKAGE, '--package-version', version, ...what, ...more);
  };

  beforeAll(async () => {
    server = await startServer();
    home = await clientHome();
  });
  afterAll(async () => {
    await home?.remove();
    await server?.stop();
  });

  it('makes domains and repositories, and describes them', async () => {
    expect(await aws('create-domain', ...DOMAIN, '--tags', 'key=team,value=x')).toMatchObject({
      domain: { name: 'abc', status: 'Active' },
    });
    for (const name of ['dev', 'prod']) {
      await aws('create-repository', ...DOMAIN, '--repository', name, '--description', name);
    }
    const [updated, domains, domain, repositories, inDomain, repository, endpoint, token] = await Promise.all([
      aws('update-repository', ...DOMAIN, '--repository', 'prod', '--upstreams', 'repositoryName=dev'),
      aws('list-domains'),
      aws('describe-domain', ...DOMAIN),
      aws('list-repositories', '--repository-prefix', 'pr'),
      aws('list-repositories-in-domain', ...DOMAIN),
      aws('describe-repository', ...DEV),
      aws('get-repository-endpoint', ...DEV, '--format', 'pypi'),
      aws('get-authorization-token', ...DOMAIN, '--duration-seconds', '900'),
    ]);
    expect(updated).toMatchObject({ repository: { upstreams: [{ repositoryName: 'dev' }] } });
    expect(domains).toMatchObject({ domains: [{ name: 'abc' }] });
    expect(domain).toMatchObject({ domain: { repositoryCount: 2, assetSizeBytes: 0 } });
    expect(repositories).toMatchObject({ repositories: [{ name: 'prod' }] });
    expect(inDomain).toMatchObject({ repositories: [{ name: 'dev' }, { name: 'prod' }] });
    expect(repository).toMatchObject({ repository: { description: 'dev', administratorAccount: '000000000000' } });
    expect(endpoint).toEqual({ repositoryEndpoint: `${server.endpoint}/pypi/d/abc-000000000000/dev/` });
    expect(token).toMatchObject({ authorizationToken: expect.stringMatching(/^eyJ/) });
  });

  it('keeps policies, tags and external connections', async () => {
    const connection = ['--external-connection', 'public:pypi'];
    const [domainPolicy, repositoryPolicy, associated] = await Promise.all([
      aws('put-domain-permissions-policy', ...DOMAIN, '--policy-document', policy('*')),
      aws('put-repository-permissions-policy', ...DEV, '--policy-document', policy('*')),
      aws('associate-external-connection', ...DEV, ...connection),
      aws('tag-resource', '--resource-arn', ARN, '--tags', 'key=cost,value=1'),
    ]);
    expect(associated).toMatchObject({ repository: { externalConnections: [{ packageFormat: 'pypi' }] } });
    const [gotDomain, gotRepository, tags] = await Promise.all([
      aws('get-domain-permissions-policy', ...DOMAIN),
      aws('get-repository-permissions-policy', ...DEV),
      aws('list-tags-for-resource', '--resource-arn', ARN),
    ]);
    expect([gotDomain, gotRepository]).toEqual([domainPolicy, repositoryPolicy]);
    expect(tags).toMatchObject({ tags: expect.arrayContaining([{ key: 'cost', value: '1' }]) });
    const [disassociated] = await Promise.all([
      aws('disassociate-external-connection', ...DEV, ...connection),
      aws('untag-resource', '--resource-arn', ARN, '--tag-keys', 'cost'),
      aws('delete-domain-permissions-policy', ...DOMAIN),
      aws('delete-repository-permissions-policy', ...DEV),
    ]);
    expect(disassociated).toMatchObject({ repository: { externalConnections: [] } });
  });

  it('publishes, lists, reads and changes versions', async () => {
    expect(await publish('a.txt', 'a', '1.0', '--unfinished')).toMatchObject({ status: 'Unfinished' });
    expect(await publish('b.txt', 'b', '1.0')).toMatchObject({ status: 'Published' });
    await publish('a.txt', 'a', '2.0');
    const target = join(home.path, 'got.txt');
    const [packages, item, versions, version, assets, asset, dependencies] = await Promise.all([
      aws('list-packages', ...DEV, '--format', 'generic'),
      aws('describe-package', ...DEV, ...PACKAGE),
      aws('list-package-versions', ...DEV, ...PACKAGE, '--sort-by', 'PUBLISHED_TIME', '--page-size', '1'),
      aws('describe-package-version', ...DEV, ...PACKAGE, ...VERSION),
      aws('list-package-version-assets', ...DEV, ...PACKAGE, ...VERSION),
      aws('get-package-version-asset', ...DEV, ...PACKAGE, ...VERSION, '--asset', 'b.txt', target),
      aws('list-package-version-dependencies', ...DEV, ...PACKAGE, ...VERSION),
    ]);
    expect(packages).toMatchObject({ packages: [{ package: 'tools', namespace: 'ops' }] });
    expect(item).toMatchObject({ package: { originConfiguration: { restrictions: { publish: 'ALLOW' } } } });
    expect(versions).toMatchObject({ versions: [{ version: '2.0' }, { version: '1.0' }] });
    expect(version).toMatchObject({ packageVersion: { version: '1.0', status: 'Published' } });
    expect(assets).toMatchObject({ assets: [{ name: 'a.txt' }, { name: 'b.txt', size: 1 }] });
    expect(asset).toMatchObject({ assetName: 'b.txt', packageVersion: '1.0' });
    expect(dependencies).toMatchObject({ dependencies: [] });
    const readme = ['get-package-version-readme', ...DEV, ...PACKAGE, ...VERSION] as const;
    await expect(run(...readme)).rejects.toThrow('ResourceNotFoundException');
    const restrictions = ['--restrictions', 'publish=ALLOW,upstream=BLOCK'];
    const repositories = ['--source-repository', 'dev', '--destination-repository', 'prod'];
    const [copied, origin] = await Promise.all([
      aws('copy-package-versions', ...DOMAIN, ...repositories, ...PACKAGE, '--versions', '1.0'),
      aws('put-package-origin-configuration', ...DEV, ...PACKAGE, ...restrictions),
    ]);
    expect(copied).toMatchObject({ successfulVersions: { '1.0': { status: 'Published' } }, failedVersions: {} });
    expect(origin).toEqual({ originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } } });
  });

  it('groups packages', async () => {
    const created = await aws('create-package-group', ...DOMAIN, ...GROUP, '--description', 'tools');
    expect(created).toMatchObject({ packageGroup: { pattern: '/generic/ops/tools$' } });
    const limits = ['--restrictions', 'PUBLISH=ALLOW_SPECIFIC_REPOSITORIES'];
    limits.push('--add-allowed-repositories', 'repositoryName=dev,originRestrictionType=PUBLISH');
    const [updated, limited] = await Promise.all([
      aws('update-package-group', ...DOMAIN, ...GROUP, '--contact-info', 'ops'),
      aws('update-package-group-origin-configuration', ...DOMAIN, ...GROUP, ...limits),
    ]);
    expect(updated).toMatchObject({ packageGroup: { contactInfo: 'ops' } });
    expect(limited).toMatchObject({ allowedRepositoryUpdates: { PUBLISH: { ADDED: ['dev'] } } });
    const [described, groups, subgroups, allowed, associated, packages] = await Promise.all([
      aws('describe-package-group', ...DOMAIN, ...GROUP),
      aws('list-package-groups', ...DOMAIN),
      aws('list-sub-package-groups', ...DOMAIN, '--package-group', '/*'),
      aws('list-allowed-repositories-for-group', ...DOMAIN, ...GROUP, '--origin-restriction-type', 'PUBLISH'),
      aws('get-associated-package-group', ...DOMAIN, ...PACKAGE),
      aws('list-associated-packages', ...DOMAIN, ...GROUP),
    ]);
    expect(described).toMatchObject({ packageGroup: { pattern: '/generic/ops/tools$' } });
    expect(groups).toMatchObject({ packageGroups: [{ pattern: '/*' }, { pattern: '/generic/ops/tools$' }] });
    expect(subgroups).toMatchObject({ packageGroups: [{ pattern: '/generic/ops/tools$' }] });
    expect(allowed).toMatchObject({ allowedRepositories: ['dev'] });
    expect(associated).toMatchObject({ associationType: 'STRONG' });
    expect(packages).toMatchObject({ packages: [{ package: 'tools' }] });
  });

  it('takes everything away again', async () => {
    const versions = ['--versions', '2.0'];
    const archive = [...versions, '--target-status', 'Archived'];
    const archived = await aws('update-package-versions-status', ...DEV, ...PACKAGE, ...archive);
    expect(archived).toMatchObject({ successfulVersions: { '2.0': { status: 'Archived' } } });
    await aws('dispose-package-versions', ...DEV, ...PACKAGE, ...versions);
    const deleted = await aws('delete-package-versions', ...DEV, ...PACKAGE, '--versions', '1.0', '3.0');
    expect(deleted).toMatchObject({ failedVersions: { '3.0': { errorCode: 'NOT_FOUND' } } });
    await Promise.all([aws('delete-package', ...DEV, ...PACKAGE), aws('delete-package-group', ...DOMAIN, ...GROUP)]);
    for (const name of ['prod', 'dev']) await aws('delete-repository', ...DOMAIN, '--repository', name);
    expect(await aws('delete-domain', ...DOMAIN)).toMatchObject({ domain: { name: 'abc' } });
  });

  it('has run every operation', () => {
    expect(ran.size).toBe(48);
  });
});
