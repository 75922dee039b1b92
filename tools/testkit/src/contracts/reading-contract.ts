import { type Page, type RepositoryWriter, type VersionRef, versionOf, type VersionSummary } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ContractSubject,
  fresh,
  genericRef,
  type OpenSubject,
  publication,
  pypiRef,
  textOf,
  wheel,
  wheelName,
} from './contract-subject.ts';

/** What listings, descriptions and downloads must do. */
export function describeReading(open: OpenSubject): void {
  let subject: ContractSubject;
  let dev: RepositoryWriter;

  beforeAll(async () => {
    subject = await open();
    await subject.domain.createRepository('Reading', 'contract');
    dev = subject.domain.writer('Reading');
  });

  afterAll(() => subject.close?.());

  describe('when it is not there', () => {
    it('says so for a version: no description, no assets, no bytes, no versions', async () => {
      const ref = genericRef();
      const { asset } = publication('a.txt', 'one');
      expect(await dev.describeVersion(ref)).toBeUndefined();
      expect(await dev.listAssets(ref)).toBeUndefined();
      expect(await dev.openAsset(ref, asset)).toBeUndefined();
      expect(await dev.readSmallAsset(ref, 'a.txt')).toBeUndefined();
      expect(await dev.listVersions(ref)).toEqual({ items: [] });
    });

    it('says so for an asset of a version that is there', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one'));
      expect(await dev.readSmallAsset(ref, 'b.txt')).toBeUndefined();
      expect(await dev.openAsset(ref, publication('b.txt', 'two').asset)).toBeUndefined();
    });

    it('is an error for a repository: a typing error is no absence', async () => {
      const reader = subject.domain.reader('Raeding');
      await expect(reader.describeVersion(genericRef())).rejects.toMatchObject({ code: 'not-found' });
      await expect(reader.listVersions(genericRef())).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('reading a project', () => {
    it('tells the files of all versions that installers are offered', async () => {
      const ref = pypiRef();
      expect(await dev.readProject(ref)).toEqual([]);
      for (const version of ['1.0.0', '2.0.0']) {
        const one = versionOf(ref, version);
        await dev.publishAsset(one, wheel(one, 23));
      }
      const names = (await dev.readProject(ref)).map(({ name }) => name);
      expect(names.sort()).toEqual(['1.0.0', '2.0.0'].map((version) => wheelName(versionOf(ref, version), 23)));
    });
  });

  describe('reading an asset', () => {
    it('throws when the bytes are not those of the listing', async () => {
      const ref = genericRef();
      await dev.publishAsset(ref, publication('a.txt', 'one'));
      const stream = await dev.openAsset(ref, { ...publication('a.txt', 'two').asset });
      await expect(textOf(stream ?? none())).rejects.toMatchObject({ code: 'corrupt-content' });
    });

    it('is refused when the version has changed since it was listed', async () => {
      const ref = pypiRef();
      await dev.publishAsset(ref, wheel(ref, 22));
      const before = await dev.listAssets(ref);
      await dev.publishAsset(ref, wheel(ref, 23));
      const pinned = before === undefined ? {} : { revision: before.revision };
      await expect(dev.openAsset(ref, wheel(ref, 22).asset, pinned)).rejects.toMatchObject({
        code: 'mismatched-revision',
      });
    });

    it('gives its bytes, also at a revision, and also while the version is open', async () => {
      const ref = genericRef();
      const first = publication('a b+c.txt', 'some bytes', { unfinished: true });
      await dev.publishAsset(ref, first);
      const listing = await dev.listAssets(ref);
      const pinned = listing === undefined ? {} : { revision: listing.revision };
      expect(await textOf((await dev.openAsset(ref, first.asset, pinned)) ?? none())).toBe('some bytes');
      const small = await dev.readSmallAsset(ref, 'a b+c.txt');
      expect(Buffer.from(small ?? []).toString()).toBe('some bytes');
    });
  });

  describe('listing versions', () => {
    it('gives each once over its pages', async () => {
      const ref = await versionsOf(dev, 5);
      const all: string[] = [];
      let page: Page<VersionSummary> = await dev.listVersions(ref, { pageSize: 2 });
      expect(page.items).toHaveLength(2);
      all.push(...page.items.map(({ version }) => version));
      while (page.nextToken !== undefined) {
        page = await dev.listVersions(ref, { pageSize: 2, pageToken: page.nextToken });
        all.push(...page.items.map(({ version }) => version));
      }
      expect(all.sort()).toEqual(['1.1', '1.2', '1.3', '1.4', '1.5']);
    });

    it('gives every status by default, and one when asked', async () => {
      const ref = await versionsOf(dev, 3);
      await dev.updateStatus(versionOf(ref, '1.2'), { to: 'Archived', expected: 'Published' });
      const statuses = async (status?: 'Archived' | 'Published' | 'Unfinished') =>
        (await dev.listVersions(ref, status === undefined ? {} : { status })).items
          .map((item) => `${item.version} ${item.status}`)
          .sort();
      expect(await statuses()).toEqual(['1.1 Unfinished', '1.2 Archived', '1.3 Published']);
      expect(await statuses('Unfinished')).toEqual(['1.1 Unfinished']);
      expect(await statuses('Archived')).toEqual(['1.2 Archived']);
    });

    it('gives the newest first when asked, with the revision that a description has', async () => {
      const ref = genericRef();
      for (const version of ['2.0', '1.0', '3.0']) {
        await dev.publishAsset(versionOf(ref, version), publication('a.txt', version));
        // Publishing times must differ to be an order.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const { items } = await dev.listVersions(ref, { newestFirst: true });
      expect(items.map(({ version }) => version)).toEqual(['3.0', '1.0', '2.0']);
      const described = await dev.describeVersion(versionOf(ref, '3.0'));
      expect(items[0]?.revision).toBe(described?.revision);
      expect(described?.publishedAt).toBeInstanceOf(Date);
    });
  });

  describe('listing packages', () => {
    it('gives those of exactly the namespace whose names begin with the prefix', async () => {
      const namespace = fresh('space');
      for (const [space, name] of [
        [namespace, 'alpha'],
        [namespace, 'beta'],
        [`${namespace}.more`, 'alpha'],
      ] as const) {
        const ref = { format: 'generic', namespace: space, name, version: '1' } as const;
        await dev.publishAsset(ref, publication('a.txt', 'one'));
      }
      const names = async (prefix?: string): Promise<readonly string[]> => {
        const query = { format: 'generic', namespace, ...(prefix === undefined ? {} : { prefix }) } as const;
        return (await dev.listPackages(query)).items.map((pkg) => `${pkg.namespace}/${pkg.name}`).sort();
      };
      expect(await names()).toEqual([`${namespace}/alpha`, `${namespace}/beta`]);
      expect(await names('be')).toEqual([`${namespace}/beta`]);
      const all = (await dev.listPackages({ format: 'generic' })).items.map((pkg) => pkg.namespace);
      expect(all).toEqual(expect.arrayContaining([namespace, `${namespace}.more`]));
      expect(await names('x')).toEqual([]);
    });
  });
}

/** A package with versions 1.1, which is left open, 1.2 and so on. */
async function versionsOf(writer: RepositoryWriter, count: number): Promise<VersionRef> {
  const ref = genericRef();
  for (let number = 1; number <= count; number += 1) {
    const content = publication('a.txt', `${number}`, { unfinished: number === 1 });
    await writer.publishAsset(versionOf(ref, `1.${number}`), content);
  }
  return ref;
}

async function* none(): AsyncGenerator<Uint8Array> {}
