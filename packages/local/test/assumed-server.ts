import { createHash } from 'node:crypto';
import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  type PackageVersionStatus,
  PublishPackageVersionCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { afterEach } from 'vitest';
import { startCodeArtifact } from '../src/index.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

export const domain = 'abc';
export const at = (repository: string) =>
  ({ domain, repository, format: 'generic', namespace: 'n', package: 'p' }) as const;

/** A server with the answers given, and what the tests do to its package. */
export const openAssuming = async (...assume: string[]) => {
  const server = await startCodeArtifact({ assume });
  const client = new CodeartifactClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: server,
    maxAttempts: 1,
  });
  closing.push(async () => {
    client.destroy();
    await server.close();
  });
  await client.send(new CreateDomainCommand({ domain }));
  for (const repository of ['dev', 'prod']) await client.send(new CreateRepositoryCommand({ domain, repository }));
  return {
    server,
    client,
    publish: (repository: string, asset: string, text = asset, unfinished = false) =>
      client.send(
        new PublishPackageVersionCommand({
          ...at(repository),
          packageVersion: '1',
          assetName: asset,
          assetSHA256: createHash('sha256').update(text).digest('hex'),
          assetContent: Buffer.from(text),
          ...(unfinished && { unfinished }),
        }),
      ),
    copy: async () => {
      const outcome = await client.send(
        new CopyPackageVersionsCommand({
          domain,
          sourceRepository: 'dev',
          destinationRepository: 'prod',
          format: 'generic',
          namespace: 'n',
          package: 'p',
          versions: ['1'],
          allowOverwrite: true,
        }),
      );
      return outcome.failedVersions?.['1']?.errorCode ?? outcome.successfulVersions?.['1']?.status;
    },
    status: async (repository: string, targetStatus: PackageVersionStatus) => {
      const outcome = await client.send(
        new UpdatePackageVersionsStatusCommand({ ...at(repository), versions: ['1'], targetStatus }),
      );
      return outcome.successfulVersions?.['1']?.revision;
    },
    assets: async (repository: string) => {
      const list = new ListPackageVersionAssetsCommand({ ...at(repository), packageVersion: '1' });
      return (await client.send(list)).assets?.map((asset) => asset.name);
    },
    revision: async (repository: string) => {
      const list = new ListPackageVersionAssetsCommand({ ...at(repository), packageVersion: '1' });
      return (await client.send(list)).versionRevision;
    },
    versions: async (repository: string) =>
      (await client.send(new ListPackageVersionsCommand(at(repository)))).versions?.map((row) => row.version),
  };
};
