import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';

/** A running server, and the credentials that it takes. */
export interface Service {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Creates a domain and its repositories; those that exist already stay. */
export async function makeDomain(service: Service, domain: string, repositories: readonly string[]): Promise<void> {
  const client = clientOf(service);
  await client.send(new CreateDomainCommand({ domain })).catch(unlessThere);
  for (const repository of repositories) {
    await client.send(new CreateRepositoryCommand({ domain, repository })).catch(unlessThere);
  }
}

/** The index of a repository with a fresh token in it, as pip takes it. */
export async function tokenFor(service: Service, domain: string, repository: string): Promise<string> {
  const client = clientOf(service);
  const { authorizationToken = '' } = await client.send(new GetAuthorizationTokenCommand({ domain }));
  const request = new GetRepositoryEndpointCommand({ domain, repository, format: 'pypi' });
  const url = new URL('simple/', (await client.send(request)).repositoryEndpoint);
  url.username = 'aws';
  url.password = authorizationToken;
  return url.href;
}

function clientOf({ endpoint, region, accessKeyId, secretAccessKey }: Service): CodeartifactClient {
  return new CodeartifactClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
}

function unlessThere(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'ConflictException') throw error;
}
