import {
  AssociateExternalConnectionCommand,
  CodeartifactClient,
  CreateDomainCommand,
  CreatePackageGroupCommand,
  CreateRepositoryCommand,
  DeleteDomainCommand,
  DeletePackageGroupCommand,
  DeleteRepositoryCommand,
  DescribeDomainCommand,
  DescribePackageGroupCommand,
  GetAssociatedPackageGroupCommand,
  GetDomainPermissionsPolicyCommand,
  ListAllowedRepositoriesForGroupCommand,
  ListAssociatedPackagesCommand,
  ListDomainsCommand,
  ListRepositoriesCommand,
  ListSubPackageGroupsCommand,
  ListTagsForResourceCommand,
  PublishPackageVersionCommand,
  PutDomainPermissionsPolicyCommand,
  PutPackageOriginConfigurationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePackageGroupOriginConfigurationCommand,
  UpdateRepositoryCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let server: RunningCodeArtifact;
let client: CodeartifactClient;
const domain = 'abc';

beforeAll(async () => {
  server = await startCodeArtifact();
  client = new CodeartifactClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    maxAttempts: 1,
  });
  await client.send(new CreateDomainCommand({ domain, tags: [{ key: 'team', value: 'x' }] }));
  for (const repository of ['dev', 'prod']) await client.send(new CreateRepositoryCommand({ domain, repository }));
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

const publish = (repository: string, name: string) =>
  client.send(
    new PublishPackageVersionCommand({
      domain,
      repository,
      format: 'generic',
      namespace: 'acme',
      package: name,
      packageVersion: '1',
      assetName: 'a',
      assetSHA256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      assetContent: Buffer.from('a'),
    }),
  );

describe('validation', () => {
  it('names the field, its value and the constraint', async () => {
    const command = new CreateDomainCommand({ domain: 'Not_a_domain' });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'FIELD_VALIDATION_FAILED',
      message: expect.stringContaining("'Not_a_domain' at 'domain'"),
    });
  });

  it('refuses a wrong key', async () => {
    const stranger = new CodeartifactClient({
      endpoint: server.endpoint,
      region: server.region,
      credentials: { accessKeyId: server.accessKeyId, secretAccessKey: 'wrong' },
    });
    await expect(stranger.send(new ListDomainsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    stranger.destroy();
  });

  it('refuses a second domain of the name and a repository that others need', async () => {
    await expect(client.send(new CreateDomainCommand({ domain }))).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(client.send(new DeleteDomainCommand({ domain }))).rejects.toMatchObject({ name: 'ConflictException' });
    await client.send(
      new UpdateRepositoryCommand({ domain, repository: 'prod', upstreams: [{ repositoryName: 'dev' }] }),
    );
    const circle = new UpdateRepositoryCommand({ domain, repository: 'dev', upstreams: [{ repositoryName: 'prod' }] });
    await expect(client.send(circle)).rejects.toMatchObject({ name: 'ValidationException' });
    const remove = new DeleteRepositoryCommand({ domain, repository: 'dev' });
    await expect(client.send(remove)).rejects.toMatchObject({ name: 'ConflictException' });
    await client.send(new UpdateRepositoryCommand({ domain, repository: 'prod', upstreams: [] }));
  });

  it('takes a domain that is not there for deleted, and leaves those of other accounts alone', async () => {
    expect((await client.send(new DeleteDomainCommand({ domain: 'never-made' }))).domain).toBeUndefined();
    const foreign = new DeleteDomainCommand({ domain, domainOwner: '999999999999' });
    await expect(client.send(foreign)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('listing', () => {
  it('pages repositories by name', async () => {
    const first = await client.send(new ListRepositoriesCommand({ maxResults: 1 }));
    const rest = await client.send(new ListRepositoriesCommand({ maxResults: 1, nextToken: first.nextToken }));
    const names = [...(first.repositories ?? []), ...(rest.repositories ?? [])].map((repository) => repository.name);
    expect(names).toEqual(['dev', 'prod']);
    expect(rest.nextToken).toBeUndefined();
  });
});

describe('tags', () => {
  it('are set, changed and removed', async () => {
    const described = await client.send(new DescribeDomainCommand({ domain }));
    const resourceArn = described.domain?.arn ?? '';
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'a', value: '1' }] }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team'] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'a', value: '1' }]);
  });
});

describe('policies', () => {
  it('are locked by their revision', async () => {
    const policyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'codeartifact:ListRepositoriesInDomain', Resource: '*' }],
    });
    const put = (policyRevision?: string) =>
      client.send(
        new PutDomainPermissionsPolicyCommand({
          domain,
          policyDocument,
          ...(policyRevision !== undefined && { policyRevision }),
        }),
      );
    const { policy } = await put();
    await put(policy?.revision);
    await expect(put(policy?.revision)).rejects.toMatchObject({ name: 'ConflictException' });
    const got = await client.send(new GetDomainPermissionsPolicyCommand({ domain }));
    expect(got.policy?.document).toBe(policyDocument);
  });
});

describe('external connections', () => {
  it('are one a repository', async () => {
    const associate = (externalConnection: string) =>
      client.send(new AssociateExternalConnectionCommand({ domain, repository: 'dev', externalConnection }));
    const { repository } = await associate('public:pypi');
    expect(repository?.externalConnections).toMatchObject([{ packageFormat: 'pypi', status: 'Available' }]);
    await expect(associate('public:npmjs')).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' });
    await expect(associate('public:unknown')).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('origin controls', () => {
  it('block publishing when the package says so', async () => {
    await client.send(
      new PutPackageOriginConfigurationCommand({
        domain,
        repository: 'dev',
        format: 'generic',
        namespace: 'acme',
        package: 'blocked',
        restrictions: { publish: 'BLOCK', upstream: 'BLOCK' },
      }),
    );
    await expect(publish('dev', 'blocked')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('package groups', () => {
  const group = { domain, packageGroup: '/generic/acme/*' };

  it('inherit from the group around them, and allow certain repositories', async () => {
    const { packageGroup } = await client.send(new CreatePackageGroupCommand(group));
    expect(packageGroup?.parent?.pattern).toBe('/*');
    expect(packageGroup?.originConfiguration?.restrictions?.PUBLISH).toMatchObject({
      mode: 'INHERIT',
      effectiveMode: 'ALLOW',
    });
    const updated = await client.send(
      new UpdatePackageGroupOriginConfigurationCommand({
        ...group,
        restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
        addAllowedRepositories: [{ repositoryName: 'dev', originRestrictionType: 'PUBLISH' }],
      }),
    );
    expect(updated.allowedRepositoryUpdates).toEqual({ PUBLISH: { ADDED: ['dev'], REMOVED: [] } });
    const allowed = new ListAllowedRepositoriesForGroupCommand({ ...group, originRestrictionType: 'PUBLISH' });
    expect((await client.send(allowed)).allowedRepositories).toEqual(['dev']);
    await publish('dev', 'ui');
    await expect(publish('prod', 'ui')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('hold the packages that no closer group holds', async () => {
    const coordinates = { domain, format: 'generic', namespace: 'acme', package: 'ui' } as const;
    const found = await client.send(new GetAssociatedPackageGroupCommand(coordinates));
    expect([found.packageGroup?.pattern, found.associationType]).toEqual(['/generic/acme/*', 'STRONG']);
    const { packages } = await client.send(new ListAssociatedPackagesCommand(group));
    expect(packages?.map((item) => item.package)).toEqual(['blocked', 'ui']);
    const children = await client.send(new ListSubPackageGroupsCommand({ domain, packageGroup: '/*' }));
    expect(children.packageGroups?.map((item) => item.pattern)).toEqual(['/generic/acme/*']);
  });

  it('are deleted, but for the root', async () => {
    await client.send(new DeletePackageGroupCommand(group));
    await expect(client.send(new DescribePackageGroupCommand(group))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const root = new DeletePackageGroupCommand({ domain, packageGroup: '/*' });
    await expect(client.send(root)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
