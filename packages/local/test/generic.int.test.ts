import { createHash } from 'node:crypto';
import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  type PackageVersionStatus,
  PublishPackageVersionCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let server: RunningCodeArtifact;
let client: CodeartifactClient;

const domain = 'abc';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const at = (repository: string, name: string) => ({
  domain,
  repository,
  format: 'generic' as const,
  namespace: 'ns',
  package: name,
});

const publish = (repository: string, name: string, version: string, asset: string, text: string, unfinished = false) =>
  client.send(
    new PublishPackageVersionCommand({
      ...at(repository, name),
      packageVersion: version,
      assetName: asset,
      assetSHA256: sha256(text),
      assetContent: Buffer.from(text),
      ...(unfinished && { unfinished: true }),
    }),
  );

const assets = async (repository: string, name: string, version: string) => {
  const list = await client.send(
    new ListPackageVersionAssetsCommand({ ...at(repository, name), packageVersion: version }),
  );
  return (list.assets ?? []).map((asset) => [asset.name, asset.hashes?.['SHA-256']]);
};

const copy = (name: string, version: string, more: { allowOverwrite?: boolean; pin?: string } = {}) =>
  client.send(
    new CopyPackageVersionsCommand({
      domain,
      sourceRepository: 'dev',
      destinationRepository: 'prod',
      format: 'generic',
      namespace: 'ns',
      package: name,
      ...(more.pin === undefined ? { versions: [version] } : { versionRevisions: { [version]: more.pin } }),
      ...(more.allowOverwrite && { allowOverwrite: true }),
    }),
  );

const setStatus = (repository: string, name: string, version: string, targetStatus: PackageVersionStatus) =>
  client.send(new UpdatePackageVersionsStatusCommand({ ...at(repository, name), versions: [version], targetStatus }));

beforeAll(async () => {
  server = await startCodeArtifact();
  client = new CodeartifactClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    maxAttempts: 1,
  });
  await client.send(new CreateDomainCommand({ domain }));
  for (const repository of ['dev', 'prod']) await client.send(new CreateRepositoryCommand({ domain, repository }));
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

describe('publishing a generic version', () => {
  it('takes assets while it is unfinished and none once it is published', async () => {
    const first = await publish('dev', 'life', '1.0', 'a.bin', 'a', true);
    expect(first.status).toBe('Unfinished');
    const second = await publish('dev', 'life', '1.0', 'b.bin', 'b');
    expect(second.status).toBe('Published');
    expect(second.versionRevision).not.toBe(first.versionRevision);
    await expect(publish('dev', 'life', '1.0', 'c.bin', 'c')).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(publish('dev', 'life', '1.0', 'a.bin', 'other')).rejects.toMatchObject({ name: 'ConflictException' });
    expect(await publish('dev', 'life', '1.0', 'a.bin', 'a')).toMatchObject({ status: 'Published' });
  });

  it('reports four hashes and gives the bytes back', async () => {
    const published = await publish('dev', 'bytes', '1.0', 'a b.bin', 'hello');
    expect(published.asset?.hashes).toMatchObject({
      MD5: '5d41402abc4b2a76b9719d911017c592',
      'SHA-256': sha256('hello'),
    });
    const got = await client.send(
      new GetPackageVersionAssetCommand({ ...at('dev', 'bytes'), packageVersion: '1.0', asset: 'a b.bin' }),
    );
    expect(await got.asset?.transformToString()).toBe('hello');
    expect(got.packageVersionRevision).toBe(published.versionRevision);
  });

  it('lets exactly one of two that publish the same asset with other bytes win', async () => {
    const tries = await Promise.allSettled(
      ['x', 'y', 'z'].map((text) => publish('dev', 'race', '0000000001', 'event.json', text)),
    );
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const reasons = tries.filter((one) => one.status === 'rejected').map((one) => one.reason.name);
    expect(reasons).toEqual(['ConflictException', 'ConflictException']);
  });

  it('refuses bytes that have another hash than announced', async () => {
    const command = new PublishPackageVersionCommand({
      ...at('dev', 'wrong'),
      packageVersion: '1',
      assetName: 'a',
      assetSHA256: sha256('a'),
      assetContent: Buffer.from('b'),
    });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
    const list = new ListPackageVersionsCommand(at('dev', 'wrong'));
    await expect(client.send(list)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('names the asset cap when it is reached', async () => {
    const small = await startCodeArtifact({ limits: { maxAssets: 1 } });
    const other = new CodeartifactClient({
      endpoint: small.endpoint,
      region: small.region,
      credentials: { accessKeyId: small.accessKeyId, secretAccessKey: small.secretAccessKey },
    });
    await other.send(new CreateDomainCommand({ domain }));
    await other.send(new CreateRepositoryCommand({ domain, repository: 'dev' }));
    const one = (assetName: string) =>
      new PublishPackageVersionCommand({
        ...at('dev', 'cap'),
        packageVersion: '1',
        assetName,
        assetSHA256: sha256('a'),
        assetContent: Buffer.from('a'),
        unfinished: true,
      });
    await other.send(one('a'));
    await expect(other.send(one('b'))).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' });
    other.destroy();
    await small.close();
  });
});

describe('copying', () => {
  it('copies with an equal revision, and an identical version is in neither map', async () => {
    const { versionRevision } = await publish('dev', 'copied', '1', 'a', 'a');
    const first = await copy('copied', '1');
    expect(first.successfulVersions).toEqual({ '1': { revision: versionRevision, status: 'Published' } });
    const second = await copy('copied', '1');
    expect([second.successfulVersions, second.failedVersions]).toEqual([{}, {}]);
  });

  it('refuses a version that differs, and replaces its assets when overwriting', async () => {
    await publish('prod', 'differs', '1', 'old', 'old');
    await publish('dev', 'differs', '1', 'new', 'new');
    const refused = await copy('differs', '1');
    expect(refused.failedVersions?.['1']?.errorCode).toBe('ALREADY_EXISTS');
    await copy('differs', '1', { allowOverwrite: true });
    expect(await assets('prod', 'differs', '1')).toEqual([['new', sha256('new')]]);
  });

  it('fails when the pinned revision is not the current one', async () => {
    await publish('dev', 'pinned', '1', 'a', 'a');
    const outcome = await copy('pinned', '1', { pin: 'AAAA' });
    expect(outcome.failedVersions?.['1']?.errorCode).toBe('MISMATCHED_REVISION');
  });
});

describe('changing the status', () => {
  it('keeps the revision and hides an archived version from downloads', async () => {
    const { versionRevision } = await publish('dev', 'status', '1', 'a', 'a');
    const outcome = await setStatus('dev', 'status', '1', 'Archived');
    expect(outcome.successfulVersions).toEqual({ '1': { revision: versionRevision, status: 'Archived' } });
    const get = new GetPackageVersionAssetCommand({ ...at('dev', 'status'), packageVersion: '1', asset: 'a' });
    await expect(client.send(get)).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it('does nothing when one version is not as expected', async () => {
    await publish('dev', 'all', '1', 'a', 'a');
    const outcome = await client.send(
      new UpdatePackageVersionsStatusCommand({
        ...at('dev', 'all'),
        versions: ['1', '2'],
        targetStatus: 'Archived',
        expectedStatus: 'Published',
      }),
    );
    expect(outcome.failedVersions).toMatchObject({ '1': { errorCode: 'SKIPPED' }, '2': { errorCode: 'NOT_FOUND' } });
    const described = await client.send(
      new DescribePackageVersionCommand({ ...at('dev', 'all'), packageVersion: '1' }),
    );
    expect(described.packageVersion?.status).toBe('Published');
  });
});

describe('removing', () => {
  it('disposes to a tombstone that blocks publishing, and deletes that', async () => {
    await publish('dev', 'gone', '1', 'a', 'a');
    const command = { ...at('dev', 'gone'), versions: ['1'] };
    await client.send(new DisposePackageVersionsCommand(command));
    expect(await assets('dev', 'gone', '1')).toEqual([]);
    await expect(publish('dev', 'gone', '1', 'a', 'a')).rejects.toMatchObject({ name: 'ConflictException' });
    const deleted = await client.send(new DeletePackageVersionsCommand(command));
    expect(deleted.successfulVersions?.['1']?.status).toBe('Deleted');
    await publish('dev', 'gone', '1', 'a', 'other');
  });
});

describe('listing versions', () => {
  it('pages newest first, steadily while others arrive, and refuses a token that was changed', async () => {
    for (const version of ['1', '2', '3']) await publish('dev', 'paged', version, 'a', version);
    const list = (nextToken?: string) =>
      client.send(
        new ListPackageVersionsCommand({
          ...at('dev', 'paged'),
          sortBy: 'PUBLISHED_TIME',
          maxResults: 2,
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
    const first = await list();
    expect(first.versions?.map((version) => version.version)).toEqual(['3', '2']);
    await publish('dev', 'paged', '4', 'a', '4');
    const second = await list(first.nextToken);
    expect(second.versions?.map((version) => version.version)).toEqual(['1']);
    expect(second.nextToken).toBeUndefined();
    await expect(list(`x${first.nextToken}`)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
