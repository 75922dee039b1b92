import type { ServerResponse } from 'node:http';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsError, json, startFakeServer } from './fake-server.ts';
import { connected } from './fixtures.ts';
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

  it('asks STS by the service’s time, whatever this machine’s clock says', async () => {
    const server = await startFakeServer(({ path }, response) => {
      response.setHeader('date', 'Thu, 01 Jan 2026 00:00:00 GMT');
      if (path !== '/') json(response, { repository: { name: 'AbcDev' } });
      else response.end('<Arn>arn:aws:iam::111122223333:user/jo</Arn><Account>111122223333</Account>');
    });
    try {
      const { domain } = await connected(server.url);
      await domain.describeRepository('AbcDev'); // after a request it is known where STS is, and what time it is there
      await domain.inspector.caller();
      expect(server.seen.at(-1)?.headers['x-amz-date']).toMatch(/^20260101T00000/);
    } finally {
      await server.close();
    }
  });

  it('tells whose credentials these are', async () => {
    const { inspector } = service.domain;
    expect(await inspector.caller()).toEqual({
      arn: 'arn:aws:iam::000000000000:user/administrator',
      account: '000000000000',
    });
  });

  it.each([
    ['ExpiredToken', 403, { code: 'credentials-expired', next: expect.stringContaining('Sign in again') }],
    ['InvalidClientTokenId', 403, { code: 'credentials-invalid', next: expect.stringContaining('aws sts') }],
    ['Throttling', 400, { code: 'throttled' }],
    ['ServiceUnavailable', 503, { code: 'service-unavailable' }],
  ])('says what is wrong with the credentials where STS answers %s', async (code, status, told) => {
    const server = await startFakeServer((_seen, response) => stsError(response, status, code));
    try {
      const { domain } = await connected(server.url, { retry: { attempts: 1, throttledAttempts: 1 } });
      await domain.describeRepository('AbcDev').catch(() => undefined); // after a request it is known where STS is
      await expect(domain.inspector.caller()).rejects.toMatchObject({
        ...told,
        message: expect.stringContaining('It was refused'),
      });
    } finally {
      await server.close();
    }
  });

  describe('the principal, on which nothing depends', () => {
    /** What is told, and how often STS was asked, where STS does `answer`. */
    async function toldWhere(answer: (response: ServerResponse) => unknown) {
      const server = await startFakeServer(({ path }, response) => {
        if (path === '/') answer(response);
        else json(response, { authorizationToken: 'token', expiration: 4_000_000_000 });
      });
      try {
        const { domain, meter } = await connected(server.url);
        await domain.inspector.tokenExpiry();
        const said = await domain.inspector.principal();
        return { said, asked: meter.read().calls['GetCallerIdentity'] };
      } finally {
        await server.close();
      }
    }

    it('is the ARN of the credentials in use', async () => {
      expect(await service.domain.inspector.principal()).toBe('arn:aws:iam::000000000000:user/administrator');
    });

    it.each([
      ['denied', 'AccessDenied', 403],
      ['out of order', 'InternalFailure', 500],
    ])('is not known where STS is %s, after one request', async (_what, code, status) => {
      const told = await toldWhere((response) => awsError(response, status, code));
      expect(told).toEqual({ said: undefined, asked: 1 });
    });

    it('is not known where STS does not answer', async () => {
      expect(await toldWhere(() => undefined)).toEqual({ said: undefined, asked: 1 });
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

  it('names the repositories', async () => {
    const names = await service.domain.inspector.repositories();
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['AbcDev', 'AbcProd']));
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

/** As STS refuses. Source: AWS Security Token Service API reference, "Common Errors". */
function stsError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>It was refused</Message></Error></ErrorResponse>`,
  );
}
