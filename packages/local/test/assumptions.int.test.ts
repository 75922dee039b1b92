import { createHash } from 'node:crypto';
import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  type PackageVersionStatus,
  PublishPackageVersionCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { afterEach, describe, expect, it } from 'vitest';
import { startCodeArtifact } from '../src/index.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const domain = 'abc';
const at = (repository: string) => ({ domain, repository, format: 'generic', namespace: 'n', package: 'p' }) as const;

/** A server with the answers given, and what the tests do to its package. */
const open = async (...assume: string[]) => {
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
    versions: async (repository: string) =>
      (await client.send(new ListPackageVersionsCommand(at(repository)))).versions?.map((row) => row.version),
  };
};

describe('--assume', () => {
  it.each([
    ['replace', ['new']],
    ['merge', ['new', 'old']],
  ])('copy-overwrite=%s', async (value, names) => {
    const server = await open(`copy-overwrite=${value}`);
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    expect(await server.copy()).toBe('Published');
    expect(await server.assets('prod')).toEqual(names);
  });

  it.each([
    ['copy-onto-archived=refuse', 'NOT_ALLOWED'],
    ['copy-onto-archived=allow', 'Published'],
  ])('%s', async (assumption, outcome) => {
    const server = await open(assumption);
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    await server.status('prod', 'Archived');
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['copy-from-archived=refuse', 'NOT_ALLOWED'],
    ['copy-from-archived=allow', 'Archived'],
  ])('%s', async (assumption, outcome) => {
    const server = await open(assumption);
    await server.publish('dev', 'new');
    await server.status('dev', 'Archived');
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['copy-from-unfinished=refuse', 'NOT_ALLOWED'],
    ['copy-from-unfinished=allow', 'Unfinished'],
  ])('%s', async (assumption, outcome) => {
    const server = await open(assumption);
    await server.publish('dev', 'new', 'new', true);
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['status-after-copy=source', 'Unlisted'],
    ['status-after-copy=published', 'Published'],
    ['status-after-copy=keep', 'Published'],
  ])('%s', async (assumption, outcome) => {
    const server = await open(assumption);
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    await server.status('dev', 'Unlisted');
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['copy-under-publish-block=allow', 'Published'],
    ['copy-under-publish-block=refuse', 'NOT_ALLOWED'],
  ])('%s', async (assumption, outcome) => {
    const server = await open(assumption);
    await server.publish('dev', 'new');
    const restrictions = { publish: 'BLOCK', upstream: 'BLOCK' } as const;
    await server.client.send(new PutPackageOriginConfigurationCommand({ ...at('prod'), restrictions }));
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['origin-after-first-copy=direct', 'BLOCK'],
    ['origin-after-first-copy=open', 'ALLOW'],
  ])('%s', async (assumption, upstream) => {
    const server = await open(assumption);
    await server.publish('dev', 'new');
    await server.copy();
    const described = await server.client.send(new DescribePackageCommand(at('prod')));
    expect(described.package?.originConfiguration?.restrictions).toEqual({ publish: 'ALLOW', upstream });
  });

  it('same-bytes-on-published=conflict', async () => {
    const server = await open('same-bytes-on-published=conflict');
    await server.publish('dev', 'a');
    await expect(server.publish('dev', 'a')).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it.each([
    ['yes', ['1']],
    ['no', []],
  ])('list-unfinished=%s', async (value, names) => {
    const server = await open(`list-unfinished=${value}`);
    await server.publish('dev', 'a', 'a', true);
    expect(await server.versions('dev')).toEqual(names);
  });

  it.each([
    ['yes', ['1']],
    ['no', []],
  ])('list-archived=%s', async (value, names) => {
    const server = await open(`list-archived=${value}`);
    await server.publish('dev', 'a');
    await server.status('dev', 'Archived');
    expect(await server.versions('dev')).toEqual(names);
  });

  it.each([
    ['no', true],
    ['yes', false],
  ])('status-changes-revision=%s', async (value, same) => {
    const server = await open(`status-changes-revision=${value}`);
    const { versionRevision } = await server.publish('dev', 'a');
    expect((await server.status('dev', 'Archived')) === versionRevision).toBe(same);
  });

  it.each([
    ['skip', 'SKIPPED'],
    ['yes', undefined],
  ])('delete-partial=%s', async (value, code) => {
    const server = await open(`delete-partial=${value}`);
    await server.publish('dev', 'a');
    const outcome = await server.client.send(new DeletePackageVersionsCommand({ ...at('dev'), versions: ['1', '2'] }));
    expect(outcome.failedVersions?.['2']?.errorCode).toBe('NOT_FOUND');
    expect(outcome.failedVersions?.['1']?.errorCode).toBe(code);
  });

  it('unfinished-download=no', async () => {
    const server = await open('unfinished-download=no');
    await server.publish('dev', 'a', 'a', true);
    const get = new GetPackageVersionAssetCommand({ ...at('dev'), packageVersion: '1', asset: 'a' });
    await expect(server.client.send(get)).rejects.toMatchObject({ name: 'ConflictException' });
  });
});
