import { createHash } from 'node:crypto';
import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListDomainsCommand,
  PublishPackageVersionCommand,
  PutRepositoryPermissionsPolicyCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let server: RunningCodeArtifact;
const clients: CodeartifactClient[] = [];
let administrator: CodeartifactClient;

const domain = 'abc';
const arn = (rest: string): string => `arn:aws:codeartifact:us-east-1:000000000000:${rest}`;

const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string }): CodeartifactClient => {
  const client = new CodeartifactClient({ endpoint: server.endpoint, region: server.region, credentials });
  clients.push(client);
  return client;
};

const role = async (name: string, ...statements: readonly (readonly [string | string[], string])[]) => {
  const Statement = statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
  return clientOf(await server.addPrincipal(name, JSON.stringify({ Version: '2012-10-17', Statement })));
};

const publish = (client: CodeartifactClient, repository: string) =>
  client.send(
    new PublishPackageVersionCommand({
      domain,
      repository,
      format: 'generic',
      namespace: 'acme',
      package: 'ui',
      packageVersion: '1',
      assetName: 'a',
      assetSHA256: createHash('sha256').update('a').digest('hex'),
      assetContent: Buffer.from('a'),
    }),
  );

const copy = (client: CodeartifactClient) =>
  client.send(
    new CopyPackageVersionsCommand({
      domain,
      sourceRepository: 'dev',
      destinationRepository: 'prod',
      format: 'generic',
      namespace: 'acme',
      package: 'ui',
      versions: ['1'],
    }),
  );

const denied = { name: 'AccessDeniedException' };

beforeAll(async () => {
  server = await startCodeArtifact();
  administrator = clientOf(server);
  await administrator.send(new CreateDomainCommand({ domain }));
  for (const repository of ['dev', 'prod']) {
    await administrator.send(new CreateRepositoryCommand({ domain, repository }));
  }
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

describe('a principal', () => {
  it('that may publish into one repository may do no more', async () => {
    const ci = await role('ci', ['codeartifact:PublishPackageVersion', arn('package/abc/dev/*')]);
    await publish(ci, 'dev');
    await expect(publish(ci, 'prod')).rejects.toMatchObject(denied);
    await expect(ci.send(new ListDomainsCommand({}))).rejects.toMatchObject(denied);
    await expect(ci.send(new GetAuthorizationTokenCommand({ domain }))).rejects.toMatchObject(denied);
  });

  it('that may copy into prod needs the right to read the source, and cannot publish there', async () => {
    const blind = await role('blind', ['codeartifact:CopyPackageVersions', arn('repository/abc/prod')]);
    await expect(copy(blind)).rejects.toMatchObject(denied);
    const promoter = await role(
      'promoter',
      ['codeartifact:CopyPackageVersions', arn('repository/abc/prod')],
      ['codeartifact:ReadFromRepository', arn('repository/abc/dev')],
    );
    expect((await copy(promoter)).successfulVersions).toHaveProperty('1');
    await expect(publish(promoter, 'prod')).rejects.toMatchObject(denied);
  });

  it('carries its rights in its token', async () => {
    const reader = await role(
      'reader',
      [['codeartifact:GetAuthorizationToken', 'sts:GetServiceBearerToken'], '*'],
      ['codeartifact:ReadFromRepository', arn('repository/abc/dev')],
    );
    const { authorizationToken } = await reader.send(new GetAuthorizationTokenCommand({ domain }));
    const status = async (repository: string): Promise<number> => {
      const response = await fetch(`${server.endpoint}/pypi/d/abc-000000000000/${repository}/simple/none/`, {
        headers: { authorization: `Bearer ${authorizationToken}` },
      });
      return response.status;
    };
    expect([await status('dev'), await status('prod')]).toEqual([404, 403]);
  });

  it('is bound by the policy of the repository, as is the administrator', async () => {
    const policyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'codeartifact:PublishPackageVersion', Resource: '*' },
        { Effect: 'Deny', Principal: '*', Action: 'codeartifact:CopyPackageVersions', Resource: '*' },
      ],
    });
    const put = new PutRepositoryPermissionsPolicyCommand({ domain, repository: 'prod', policyDocument });
    await administrator.send(put);
    const nobody = await role('nobody', ['none:None', '*']);
    await publish(nobody, 'prod');
    await expect(copy(administrator)).rejects.toMatchObject(denied);
    await administrator.send(put);
  });

  it('is held to conditions on its address and the time of each request', async () => {
    const Condition = {
      IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
      DateLessThan: { 'aws:CurrentTime': new Date(Date.now() + 3_600_000).toISOString() },
    };
    const Statement = [{ Effect: 'Allow', Action: 'codeartifact:ListDomains', Resource: '*', Condition }];
    const policy = JSON.stringify({ Version: '2012-10-17', Statement });
    const hourly = clientOf(await server.addPrincipal('hourly', policy));
    await hourly.send(new ListDomainsCommand({}));
    server.clock.setOffset(2 * 3_600_000);
    await expect(hourly.send(new ListDomainsCommand({}))).rejects.toMatchObject(denied);
    server.clock.setOffset(0);
  });

  it('has a policy that can be evaluated', async () => {
    await expect(server.addPrincipal('wrong', '{"Statement":[{"Effect":"Allow"}]}')).rejects.toThrow('Action');
  });
});
