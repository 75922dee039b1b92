import { type RepositoryWriter, type VersionRef, versionOf } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmAsset, npmIntegrity, npmPublication } from '../npm-build.ts';
import { type ContractSubject, fresh, type OpenSubject } from './contract-subject.ts';

function npmRef(version = '1.0.0'): VersionRef {
  return { format: 'npm', namespace: 'contract', name: fresh('lib-'), version };
}

/** What publishing npm packages, their dist-tags and their deprecation must do. */
export function describeNpm(open: OpenSubject): void {
  let subject: ContractSubject;
  let dev: RepositoryWriter;
  let staging: RepositoryWriter;

  beforeAll(async () => {
    subject = await open();
    await subject.domain.createRepository('Npm', 'contract');
    await subject.domain.createRepository('Npm-staging', 'contract');
    dev = subject.domain.writer('Npm');
    staging = subject.domain.writer('Npm-staging');
  });

  afterAll(() => subject.close?.());

  async function publish(ref: VersionRef, build: number, tag?: string): Promise<VersionRef> {
    const { outcome } = await dev.publishAsset(ref, await npmPublication(ref, build, tag));
    expect(outcome).toBe('published');
    return ref;
  }

  async function copy(ref: VersionRef, allowOverwrite = false): Promise<string> {
    const listing = await dev.listAssets(ref);
    if (!listing) throw new Error(`${ref.name} is not there`);
    const { revision } = listing;
    return (await staging.copyVersion({ from: dev.repository, ref, revision, allowOverwrite })).outcome;
  }

  describe('a package that is not there', () => {
    it('has no packument, no tags and nothing for installers', async () => {
      const ref = npmRef();
      expect(await dev.readPackument(ref)).toBeUndefined();
      expect(await dev.installerView(ref)).toEqual([]);
      await dev.removeDistTag(ref, 'next');
      await expect(dev.setDistTag(ref, 'next')).rejects.toMatchObject({ code: 'not-found' });
      await expect(dev.deprecateVersion(ref, 'old')).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('publishing a tarball', () => {
    it('lists the one asset with what lock files pin, and shows installers the same', async () => {
      const ref = await publish(npmRef(), 23);
      const integrity = npmIntegrity(ref, 23);
      expect((await dev.listAssets(ref))?.assets).toEqual([{ ...npmAsset(ref, 23), integrity }]);
      expect(await dev.installerView(ref)).toEqual([{ name: 'package.tgz', integrity }]);
      expect((await dev.readPackument(ref))?.versions.get('1.0.0')).toMatchObject({ integrity });
      expect((await dev.describeVersion(ref))?.status).toBe('Published');
    });

    it('sets the tag that is named, by default latest, and leaves those of other versions', async () => {
      const ref = await publish(npmRef('1.0.0'), 1);
      await publish(versionOf(ref, '2.0.0'), 1, 'next');
      expect(await tagsIn(dev, ref)).toEqual({ latest: '1.0.0', next: '2.0.0' });
    });

    it('takes the same tarball again without a change, and tells another as a conflict', async () => {
      const ref = await publish(npmRef(), 23, 'next');
      const before = await dev.listAssets(ref);
      expect((await dev.publishAsset(ref, await npmPublication(ref, 23, 'other'))).outcome).toBe('published');
      expect((await dev.publishAsset(ref, await npmPublication(ref, 24))).outcome).toBe('conflict');
      expect(await dev.listAssets(ref)).toEqual(before);
      expect(await tagsIn(dev, ref)).toEqual({ next: '1.0.0' });
    });
  });

  describe('dist-tags', () => {
    it('are set, moved and removed; again is no change', async () => {
      const ref = await publish(npmRef('1.0.0'), 1);
      const later = await publish(versionOf(ref, '2.0.0'), 1, 'next');
      for (let time = 1; time <= 2; time += 1) await dev.setDistTag(later, 'latest');
      expect(await tagsIn(dev, ref)).toEqual({ latest: '2.0.0', next: '2.0.0' });
      for (let time = 1; time <= 2; time += 1) await dev.removeDistTag(ref, 'next');
      expect(await tagsIn(dev, ref)).toEqual({ latest: '2.0.0' });
    });

    it('are not shown while their version is archived', async () => {
      const ref = await publish(npmRef('1.0.0'), 1);
      await publish(versionOf(ref, '2.0.0'), 1, 'next');
      await dev.updateStatus(ref, { to: 'Archived', expected: 'Published' });
      expect(await tagsIn(dev, ref)).toEqual({ next: '2.0.0' });
      expect(await dev.installerView(ref)).toEqual([]);
    });

    it('go with a copy if they point at the version, over the same tags of the destination', async () => {
      const ref = await publish(npmRef('1.0.0'), 1);
      const later = await publish(versionOf(ref, '2.0.0'), 1, 'next');
      await dev.setDistTag(later, 'latest');
      await copy(later);
      await dev.setDistTag(ref, 'next');
      await copy(ref);
      expect(await tagsIn(staging, ref)).toEqual({ latest: '2.0.0', next: '1.0.0' });
    });
  });

  describe('copying over a version', () => {
    it('puts the tarball in place of the one that was there, and keeps the tags', async () => {
      const ref = await publish(npmRef(), 23);
      await copy(ref);
      await dev.deleteVersion(ref, { expected: 'Published' });
      await publish(ref, 24, 'next');
      expect(await copy(ref)).toBe('already-exists');
      expect(await copy(ref, true)).toBe('copied');
      expect(await staging.installerView(ref)).toEqual([{ name: 'package.tgz', integrity: npmIntegrity(ref, 24) }]);
      expect(await tagsIn(staging, ref)).toEqual({ latest: '1.0.0', next: '1.0.0' });
    });
  });

  describe('deprecating a version', () => {
    it('is seen, goes with a copy, and is taken away by an empty text', async () => {
      const ref = await publish(npmRef(), 23);
      const seen = async (repository = dev): Promise<string | undefined> =>
        (await repository.readPackument(ref))?.versions.get(ref.version)?.deprecated;
      await dev.deprecateVersion(ref, 'use 2.0.0');
      expect(await seen()).toBe('use 2.0.0');
      await copy(ref);
      expect(await seen(staging)).toBe('use 2.0.0');
      await dev.deprecateVersion(ref, '');
      expect(await seen()).toBeUndefined();
    });
  });
}

async function tagsIn(repository: RepositoryWriter, ref: VersionRef): Promise<Record<string, string>> {
  return Object.fromEntries((await repository.readPackument(ref))?.tags ?? []);
}
