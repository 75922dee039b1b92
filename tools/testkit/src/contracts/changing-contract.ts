import type { AssetListing, RepositoryWriter, VersionRef } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContractSubject, genericRef, type OpenSubject, publication, pypiRef, wheel } from './contract-subject.ts';

/** What copying, re-stating and deleting versions must do. */
export function describeChanging(open: OpenSubject): void {
  let subject: ContractSubject;
  let dev: RepositoryWriter;
  let staging: RepositoryWriter;

  beforeAll(async () => {
    subject = await open();
    await subject.domain.createRepository('Changing', 'contract');
    await subject.domain.createRepository('Changing-staging', 'contract');
    dev = subject.domain.writer('Changing');
    staging = subject.domain.writer('Changing-staging');
  });

  afterAll(() => subject.close?.());

  async function published(ref: VersionRef, ...builds: readonly number[]): Promise<AssetListing> {
    for (const build of builds) await dev.publishAsset(ref, wheel(ref, build));
    return listed(dev, ref);
  }

  const copy = (ref: VersionRef, { revision }: AssetListing, allowOverwrite?: boolean) =>
    staging.copyVersion({
      from: dev.repository,
      ref,
      revision,
      ...(allowOverwrite === undefined ? {} : { allowOverwrite }),
    });

  describe('copying a version', () => {
    it('is refused when the source has changed since it was listed', async () => {
      const ref = pypiRef();
      const before = await published(ref, 22);
      await published(ref, 23);
      await expect(copy(ref, before)).rejects.toMatchObject({ code: 'mismatched-revision' });
      expect(await staging.listAssets(ref)).toBeUndefined();
    });

    it('is refused when the source does not hold it, or has not finished it', async () => {
      const absent = pypiRef();
      const some = await published(pypiRef(), 22);
      await expect(copy(absent, some)).rejects.toMatchObject({ code: 'not-found' });
      const open = genericRef();
      await dev.publishAsset(open, publication('a.txt', 'one', { unfinished: true }));
      await expect(copy(open, await listed(dev, open))).rejects.toMatchObject({ code: 'not-allowed' });
    });

    it('brings all assets and the status', async () => {
      const ref = pypiRef();
      const source = await published(ref, 22, 23);
      expect((await copy(ref, source)).outcome).toBe('copied');
      expect(byName((await listed(staging, ref)).assets)).toEqual(byName(source.assets));
      expect((await staging.describeVersion(ref))?.status).toBe('Published');
    });

    it('finds an equal version already there', async () => {
      const ref = pypiRef();
      const source = await published(ref, 22);
      await copy(ref, source);
      expect(await copy(ref, source)).toEqual({ outcome: 'already-equal' });
    });

    it('leaves another version alone, and overwrites it only when it may', async () => {
      const ref = pypiRef();
      await copy(ref, await published(ref, 22));
      const before = await listed(staging, ref);
      const source = await published(ref, 23);
      expect((await copy(ref, source)).outcome).toBe('already-exists');
      expect(await listed(staging, ref)).toEqual(before);
      expect((await copy(ref, source, true)).outcome).toBe('copied');
      expect(byName((await listed(staging, ref)).assets)).toEqual(byName(source.assets));
    });
  });

  describe('changing a status', () => {
    it('is refused when there is no such version, or it has another status or revision', async () => {
      const ref = pypiRef();
      const archive = { to: 'Archived', expected: 'Published' } as const;
      await expect(dev.updateStatus(ref, archive)).rejects.toMatchObject({ code: 'not-found' });
      const { revision } = await published(ref, 22);
      await published(ref, 23);
      const outdated = dev.updateStatus(ref, { ...archive, revision });
      await expect(outdated).rejects.toMatchObject({ code: 'mismatched-revision' });
      const unexpected = dev.updateStatus(ref, { to: 'Published', expected: 'Archived' });
      await expect(unexpected).rejects.toMatchObject({ code: 'mismatched-status' });
      expect((await dev.describeVersion(ref))?.status).toBe('Published');
    });

    it('archives and publishes again, without a change to the assets', async () => {
      const ref = pypiRef();
      const { revision, assets } = await published(ref, 22);
      await dev.updateStatus(ref, { to: 'Archived', expected: 'Published', revision });
      expect((await dev.describeVersion(ref))?.status).toBe('Archived');
      await dev.updateStatus(ref, { to: 'Published', expected: 'Archived' });
      expect((await dev.describeVersion(ref))?.status).toBe('Published');
      expect((await listed(dev, ref)).assets).toEqual(assets);
    });
  });

  describe('disposing of a version', () => {
    it('is refused when it has another status', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one'));
      const disposing = dev.disposeVersion(ref, { expected: 'Archived' });
      await expect(disposing).rejects.toMatchObject({ code: 'mismatched-status' });
    });

    it('destroys the bytes and leaves a name that can never be used again; a second time is no error', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one'));
      await dev.disposeVersion(ref, { expected: 'Published' });
      await dev.disposeVersion(ref, { expected: 'Published' });
      expect((await dev.describeVersion(ref))?.status).toBe('Disposed');
      expect(await dev.readSmallAsset(ref, 'a.txt').catch(() => undefined)).toBeUndefined();
      const again = await dev.publishAsset(ref, publication('a.txt', 'one')).catch(() => ({ outcome: 'refused' }));
      expect(again.outcome).not.toBe('published');
    });

    it('is no error for one that is not there', async () => {
      expect(await dev.disposeVersion(genericRef(), { expected: 'Published' })).toBeUndefined();
    });
  });

  describe('deleting a version', () => {
    it('is refused when it has another status', async () => {
      const ref = pypiRef();
      await published(ref, 22);
      await expect(dev.deleteVersion(ref, { expected: 'Archived' })).rejects.toMatchObject({
        code: 'mismatched-status',
      });
      expect(await dev.describeVersion(ref)).toBeDefined();
    });

    it('removes it, so that the name is free; a second time is no error', async () => {
      const ref = pypiRef();
      await published(ref, 22);
      await dev.deleteVersion(ref, { expected: 'Published' });
      await dev.deleteVersion(ref, { expected: 'Published' });
      expect(await dev.describeVersion(ref)).toBeUndefined();
      expect(await dev.listAssets(ref)).toBeUndefined();
      expect((await dev.publishAsset(ref, wheel(ref, 22, 'rebuilt'))).outcome).toBe('published');
    });
  });
}

async function listed(writer: RepositoryWriter, ref: VersionRef): Promise<AssetListing> {
  const listing = await writer.listAssets(ref);
  if (listing === undefined) throw new Error(`${ref.name} is not there`);
  return listing;
}

function byName(assets: AssetListing['assets']): AssetListing['assets'] {
  return [...assets].sort((a, b) => (a.name < b.name ? -1 : 1));
}
