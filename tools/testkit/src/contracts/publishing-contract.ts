import { isSha256, type RepositoryWriter } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ContractSubject,
  genericRef,
  type OpenSubject,
  publication,
  pypiRef,
  wheel,
  wheelName,
} from './contract-subject.ts';

/** What publishing, sealing and the index must do. */
export function describePublishing(open: OpenSubject): void {
  let subject: ContractSubject;
  let dev: RepositoryWriter;

  beforeAll(async () => {
    subject = await open();
    await subject.domain.createRepository('Publishing', 'contract');
    dev = subject.domain.writer('Publishing');
  });

  afterAll(() => subject.close?.());

  describe('publishing a generic version', () => {
    it('refuses bytes that are not those announced, and stores nothing', async () => {
      const ref = genericRef();
      const { asset } = publication('a.txt', 'one');
      const { open: other } = publication('a.txt', 'two');
      const publishing = dev.publishAsset(ref, { asset, open: other, unfinished: true });
      await expect(publishing).rejects.toMatchObject({ code: 'corrupt-content' });
      expect((await dev.listAssets(ref))?.assets ?? []).toEqual([]);
    });

    it('keeps it open while asked to, and lists every asset with size and digest', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one', { unfinished: true }));
      await dev.publishAsset(ref, publication('b.txt', 'second', { unfinished: true }));
      expect((await dev.describeVersion(ref))?.status).toBe('Unfinished');
      const listing = await dev.listAssets(ref);
      const assets = [...(listing?.assets ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(assets).toEqual([publication('a.txt', 'one').asset, publication('b.txt', 'second').asset]);
      expect(assets.every(({ sha256 }) => isSha256(sha256))).toBe(true);
      expect(listing?.revision).toBe((await dev.describeVersion(ref))?.revision);
    });

    it('closes it without being asked to keep it open', async () => {
      const ref = genericRef();
      const outcome = await dev.publishAsset(ref, publication('a.txt', 'one'));
      expect(outcome.outcome).toBe('published');
      expect((await dev.describeVersion(ref))?.status).toBe('Published');
    });

    it('takes the same bytes again, and tells other bytes as a conflict that changes nothing', async () => {
      const ref = genericRef();
      const first = publication('a.txt', 'one', { unfinished: true });
      expect((await dev.publishAsset(ref, first)).outcome).toBe('published');
      expect((await dev.publishAsset(ref, first)).outcome).toBe('published');
      const before = await dev.listAssets(ref);
      const other = await dev.publishAsset(ref, publication('a.txt', 'other', { unfinished: true }));
      expect(other.outcome).toBe('conflict');
      expect(await dev.listAssets(ref)).toEqual(before);
    });

    it('takes no further asset once it is Published', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one'));
      const before = await dev.listAssets(ref);
      expect((await dev.publishAsset(ref, publication('b.txt', 'two'))).outcome).toBe('conflict');
      expect(await dev.listAssets(ref)).toEqual(before);
    });

    it('stores an empty asset', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('empty', '', { unfinished: true }));
      expect((await dev.listAssets(ref))?.assets).toEqual([publication('empty', '').asset]);
    });
  });

  describe('sealing', () => {
    it('is refused when a part has arrived since the listing', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one', { unfinished: true }));
      const listed = await dev.listAssets(ref);
      await dev.publishAsset(ref, publication('b.txt', 'two', { unfinished: true }));
      const sealing = dev.updateStatus(ref, { to: 'Published', expected: 'Unfinished', ...pinned(listed) });
      await expect(sealing).rejects.toMatchObject({ code: 'mismatched-revision' });
      expect((await dev.describeVersion(ref))?.status).toBe('Unfinished');
    });

    it('publishes what was listed, and after that nothing is added', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one', { unfinished: true }));
      const listed = await dev.listAssets(ref);
      await dev.updateStatus(ref, { to: 'Published', expected: 'Unfinished', ...pinned(listed) });
      expect((await dev.describeVersion(ref))?.status).toBe('Published');
      const late = await dev.publishAsset(ref, publication('b.txt', 'two', { unfinished: true }));
      expect(late.outcome).toBe('conflict');
      expect((await dev.listAssets(ref))?.assets).toEqual(listed?.assets);
    });
  });

  describe('publishing builds of a pypi version', () => {
    it('holds them side by side, each with a revision of its own', async () => {
      const ref = pypiRef();
      expect((await dev.publishAsset(ref, wheel(ref, 22))).outcome).toBe('published');
      const first = await dev.listAssets(ref);
      expect((await dev.publishAsset(ref, wheel(ref, 23))).outcome).toBe('published');
      const both = await dev.listAssets(ref);
      expect(both?.assets.map(({ name }) => name).sort()).toEqual([wheelName(ref, 22), wheelName(ref, 23)]);
      expect(both?.revision).not.toBe(first?.revision);
      expect((await dev.describeVersion(ref))?.status).toBe('Published');
    });

    it('takes the same bytes again without a change, and tells other bytes as a conflict', async () => {
      const ref = pypiRef();
      await dev.publishAsset(ref, wheel(ref, 22));
      const before = await dev.listAssets(ref);
      expect((await dev.publishAsset(ref, wheel(ref, 22))).outcome).toBe('published');
      expect((await dev.publishAsset(ref, wheel(ref, 22, 'rebuilt'))).outcome).toBe('conflict');
      expect(await dev.listAssets(ref)).toEqual(before);
    });

    it('shows installers every file with its digest, and none of an archived version or of an unknown package', async () => {
      const ref = pypiRef();
      expect(await dev.installerView(ref)).toEqual([]);
      await dev.publishAsset(ref, wheel(ref, 22));
      await dev.publishAsset(ref, wheel(ref, 23));
      const view = [...((await dev.installerView(ref)) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(view).toEqual([wheel(ref, 22), wheel(ref, 23)].map(({ asset: { name, sha256 } }) => ({ name, sha256 })));
      await dev.updateStatus(ref, { to: 'Archived', expected: 'Published' });
      expect(await dev.installerView(ref)).toEqual([]);
    });

    it('tells a conflict while it is archived', async () => {
      const ref = pypiRef();
      await dev.publishAsset(ref, wheel(ref, 22));
      await dev.updateStatus(ref, { to: 'Archived', expected: 'Published' });
      expect((await dev.publishAsset(ref, wheel(ref, 23))).outcome).toBe('conflict');
    });
  });

  it('shows installers nothing of a generic version', async () => {
    const ref = genericRef();
    await dev.publishAsset(ref, publication('a.txt', 'one'));
    expect(await dev.installerView(ref)).toBeUndefined();
  });
}

function pinned(listing: Awaited<ReturnType<RepositoryWriter['listAssets']>>) {
  return listing === undefined ? {} : { revision: listing.revision };
}
