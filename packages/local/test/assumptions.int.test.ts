import {
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  GetPackageVersionAssetCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageGroupOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { describe, expect, it } from 'vitest';
import { at, openAssuming } from './assumed-server.ts';

describe('--assume', () => {
  it.each([
    ['replace', ['new']],
    ['merge', ['new', 'old']],
  ])('copy-overwrite=%s', async (value, names) => {
    const server = await openAssuming(`copy-overwrite=${value}`);
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    expect(await server.copy()).toBe('Published');
    expect(await server.assets('prod')).toEqual(names);
  });

  it.each([
    ['copy-onto-archived=refuse', 'NOT_ALLOWED'],
    ['copy-onto-archived=allow', 'Published'],
  ])('%s', async (assumption, outcome) => {
    const server = await openAssuming(assumption);
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    await server.status('prod', 'Archived');
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['copy-from-archived=refuse', 'NOT_ALLOWED'],
    ['copy-from-archived=allow', 'Archived'],
  ])('%s', async (assumption, outcome) => {
    const server = await openAssuming(assumption);
    await server.publish('dev', 'new');
    await server.status('dev', 'Archived');
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['copy-from-unfinished=refuse', 'NOT_ALLOWED'],
    ['copy-from-unfinished=allow', 'Unfinished'],
  ])('%s', async (assumption, outcome) => {
    const server = await openAssuming(assumption);
    await server.publish('dev', 'new', 'new', true);
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['status-after-copy=source', 'Unlisted'],
    ['status-after-copy=published', 'Published'],
    ['status-after-copy=keep', 'Published'],
  ])('%s', async (assumption, outcome) => {
    const server = await openAssuming(assumption);
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    await server.status('dev', 'Unlisted');
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['copy-under-publish-block=allow', 'Published'],
    ['copy-under-publish-block=refuse', 'NOT_ALLOWED'],
  ])('%s', async (assumption, outcome) => {
    const server = await openAssuming(assumption);
    await server.publish('dev', 'new');
    const restrictions = { publish: 'BLOCK', upstream: 'BLOCK' } as const;
    await server.client.send(new PutPackageOriginConfigurationCommand({ ...at('prod'), restrictions }));
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['copy-under-publish-block=allow', 'Published'],
    ['copy-under-publish-block=refuse', 'NOT_ALLOWED'],
  ])('%s, where it is a package group that blocks publishing', async (assumption, outcome) => {
    const server = await openAssuming(assumption);
    await server.publish('dev', 'new');
    const { domain } = at('prod');
    const group = { domain, packageGroup: '/*', restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' } } as const;
    const addAllowedRepositories = [{ repositoryName: 'dev', originRestrictionType: 'PUBLISH' }] as const;
    await server.client.send(
      new UpdatePackageGroupOriginConfigurationCommand({
        ...group,
        addAllowedRepositories: [...addAllowedRepositories],
      }),
    );
    expect(await server.copy()).toBe(outcome);
  });

  it.each([
    ['origin-after-first-copy=direct', 'BLOCK'],
    ['origin-after-first-copy=open', 'ALLOW'],
  ])('%s', async (assumption, upstream) => {
    const server = await openAssuming(assumption);
    await server.publish('dev', 'new');
    await server.copy();
    const described = await server.client.send(new DescribePackageCommand(at('prod')));
    expect(described.package?.originConfiguration?.restrictions).toEqual({ publish: 'ALLOW', upstream });
  });

  it.each([
    ['copy-overwrite-generic=merge', ['new', 'old']],
    ['copy-overwrite-npm=merge', ['new']],
  ])('%s', async (assumption, names) => {
    const server = await openAssuming(assumption);
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    expect(await server.copy()).toBe('Published');
    expect(await server.assets('prod')).toEqual(names);
  });

  it('copy-overwrite-generic=refuse', async () => {
    const server = await openAssuming('copy-overwrite-generic=refuse');
    await server.publish('prod', 'old');
    await server.publish('dev', 'new');
    expect(await server.copy()).toBe('NOT_ALLOWED');
  });

  it.each([
    ['equal', true],
    ['own', false],
  ])('revision-after-copy=%s', async (value, same) => {
    const server = await openAssuming(`revision-after-copy=${value}`);
    const { versionRevision } = await server.publish('dev', 'a');
    await server.copy();
    expect((await server.revision('prod')) === versionRevision).toBe(same);
    expect(await server.copy()).toBeUndefined();
  });

  it.each([
    ['denied', 'AccessDeniedException'],
    ['conflict', 'ConflictException'],
  ])('publish-under-block=%s', async (value, name) => {
    const server = await openAssuming(`publish-under-block=${value}`);
    const restrictions = { publish: 'BLOCK', upstream: 'BLOCK' } as const;
    await server.client.send(new PutPackageOriginConfigurationCommand({ ...at('prod'), restrictions }));
    await expect(server.publish('prod', 'a')).rejects.toMatchObject({ name });
  });

  it.each([
    ['one-wins', 1],
    ['unsafe', 6],
  ])('concurrent-first-publish=%s', async (value, winners) => {
    const server = await openAssuming(`concurrent-first-publish=${value}`);
    const texts = ['1', '2', '3', '4', '5', '6'];
    const outcomes = await Promise.allSettled(texts.map((text) => server.publish('dev', 'event.json', text)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(winners);
    expect(await server.assets('dev')).toEqual(['event.json']);
    await expect(server.publish('dev', 'event.json', 'late')).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it('same-bytes-on-published=conflict', async () => {
    const server = await openAssuming('same-bytes-on-published=conflict');
    await server.publish('dev', 'a');
    await expect(server.publish('dev', 'a')).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it.each([
    ['yes', ['1']],
    ['no', []],
  ])('list-unfinished=%s', async (value, names) => {
    const server = await openAssuming(`list-unfinished=${value}`);
    await server.publish('dev', 'a', 'a', true);
    expect(await server.versions('dev')).toEqual(names);
  });

  it.each([
    ['yes', ['a']],
    ['no', []],
  ])('list-unfinished-assets=%s', async (value, names) => {
    const server = await openAssuming(`list-unfinished-assets=${value}`);
    await server.publish('dev', 'a', 'a', true);
    expect(await server.assets('dev')).toEqual(names);
    await server.status('dev', 'Published');
    expect(await server.assets('dev')).toEqual(['a']);
  });

  it.each([
    ['yes', ['1']],
    ['no', []],
  ])('list-archived=%s', async (value, names) => {
    const server = await openAssuming(`list-archived=${value}`);
    await server.publish('dev', 'a');
    await server.status('dev', 'Archived');
    expect(await server.versions('dev')).toEqual(names);
  });

  it.each([
    ['no', true],
    ['yes', false],
  ])('status-changes-revision=%s', async (value, same) => {
    const server = await openAssuming(`status-changes-revision=${value}`);
    const { versionRevision } = await server.publish('dev', 'a');
    expect((await server.status('dev', 'Archived')) === versionRevision).toBe(same);
  });

  it.each([
    ['skip', 'SKIPPED'],
    ['yes', undefined],
  ])('delete-partial=%s', async (value, code) => {
    const server = await openAssuming(`delete-partial=${value}`);
    await server.publish('dev', 'a');
    const outcome = await server.client.send(new DeletePackageVersionsCommand({ ...at('dev'), versions: ['1', '2'] }));
    expect(outcome.failedVersions?.['2']?.errorCode).toBe('NOT_FOUND');
    expect(outcome.failedVersions?.['1']?.errorCode).toBe(code);
  });

  it('unfinished-download=no', async () => {
    const server = await openAssuming('unfinished-download=no');
    await server.publish('dev', 'a', 'a', true);
    const get = new GetPackageVersionAssetCommand({ ...at('dev'), packageVersion: '1', asset: 'a' });
    await expect(server.client.send(get)).rejects.toMatchObject({ name: 'ConflictException' });
  });
});
