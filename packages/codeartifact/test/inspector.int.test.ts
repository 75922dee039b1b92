import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalService, startLocalService } from './local-service.ts';

describe('a domain as its administrator sees it', () => {
  let service: LocalService;
  let client: Codeartifact;

  beforeAll(async () => {
    service = await startLocalService();
    const { accessKeyId, endpoint, region, secretAccessKey } = service.server;
    client = new Codeartifact({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    for (const repository of ['AbcDev', 'AbcProd']) await client.createRepository({ domain: 'abc', repository });
  });
  afterAll(async () => {
    client?.destroy();
    await service?.close();
  });

  it('tells whose credentials these are', async () => {
    const { inspector } = service.domain;
    expect(await inspector.caller()).toEqual({
      arn: 'arn:aws:iam::000000000000:user/administrator',
      account: '000000000000',
    });
  });

  it('tells when a token ends, and where an endpoint is', async () => {
    const { inspector } = service.domain;
    expect((await inspector.tokenExpiry()).getTime()).toBeGreaterThan(Date.now());
    expect(await inspector.endpoint('AbcDev', 'npm')).toContain('/npm/');
  });

  it('finds the package groups that restrict publishing, and who decides', async () => {
    const { inspector } = service.domain;
    expect(await inspector.publishRules()).toEqual([]);
    await client.createPackageGroup({ domain: 'abc', packageGroup: '/pypi/*' });
    await client.updatePackageGroupOriginConfiguration({
      domain: 'abc',
      packageGroup: '/*',
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      addAllowedRepositories: [{ repositoryName: 'AbcDev', originRestrictionType: 'PUBLISH' }],
    });
    const rule = { decidedBy: '/*', mode: 'ALLOW_SPECIFIC_REPOSITORIES', allowed: ['AbcDev'] };
    expect(await inspector.publishRuleOf({ format: 'pypi', name: 'pyabc' })).toEqual({ pattern: '/pypi/*', ...rule });
    const rules = await inspector.publishRules();
    expect(rules.map(({ pattern }) => pattern).sort()).toEqual(['/*', '/pypi/*']);
    expect(rules).toContainEqual({ pattern: '/pypi/*', ...rule });
  });

  it('reads the policy of a repository, and that there is none', async () => {
    const { inspector } = service.domain;
    expect(await inspector.repositoryPolicy('AbcProd')).toBeUndefined();
    const statement = { Effect: 'Deny', Principal: '*', Action: 'codeartifact:PublishPackageVersion', Resource: '*' };
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await client.putRepositoryPermissionsPolicy({ domain: 'abc', repository: 'AbcProd', policyDocument });
    expect(JSON.parse((await inspector.repositoryPolicy('AbcProd')) ?? '')).toMatchObject({ Statement: [statement] });
  });
});
