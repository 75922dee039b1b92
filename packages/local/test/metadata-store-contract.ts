import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metadata, MetadataStore } from '../src/storage/metadata.ts';
import type { PackageRecord, RepositoryRecord, VersionRecord } from '../src/storage/records.ts';

export interface OpenedStore {
  readonly store: MetadataStore;
  /** Closes it and removes what it kept. */
  readonly dispose: () => Promise<void>;
}

const origin = { type: 'INTERNAL', repository: 'dev', connection: undefined } as const;

/** What every metadata store promises. `open` makes an empty one. */
export function metadataStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as a metadata store`, () => {
    let opened: OpenedStore;
    let store: MetadataStore;
    let repository: RepositoryRecord;
    let item: PackageRecord;

    const insertVersion = (m: Metadata, version: string, publishedMs = 0): Promise<VersionRecord> =>
      m.versions.insert({
        packageId: item.id,
        version,
        status: 'Published',
        revision: 'r',
        publishedMs,
        origin,
        metadata: { summary: 's' },
      });

    const insertPackage = (m: Metadata, packageName: string, namespace = 'n'): Promise<PackageRecord> =>
      m.packages.insert({
        repositoryId: repository.id,
        format: 'generic',
        namespace,
        name: packageName,
        displayName: packageName,
        publish: 'ALLOW',
        upstream: 'BLOCK',
      });

    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
      await store.transact(async (m) => {
        await m.domains.insert({ name: 'abc', createdMs: 1, encryptionKey: 'key' });
        repository = await m.repositories.insert({ domain: 'abc', name: 'dev', description: undefined, createdMs: 1 });
        item = await insertPackage(m, 'p');
      });
    });
    afterEach(() => opened.dispose());

    describe('the generation', () => {
      it('stays while one reads, and is another after every change', async () => {
        const first = store.generation();
        await store.transact((m) => m.versions.find(item.id, '1'));
        expect(store.generation()).toBe(first);
        const seen = new Set([first]);
        await store.transact((m) => insertVersion(m, '1'));
        seen.add(store.generation());
        await store.transact((m) => m.distTags.set(item.id, 'latest', '1'));
        seen.add(store.generation());
        await store.transact((m) => m.documents.set('policy', 'a', '{}'));
        seen.add(store.generation());
        await store.transact((m) => m.repositories.remove(repository.id));
        seen.add(store.generation());
        expect(seen.size).toBe(5);
      });

      it('of the settings stays while packages change, and is another after every change of a setting', async () => {
        const first = store.generation('settings');
        const version = await store.transact((m) => insertVersion(m, '1'));
        await store.transact(async (m) => {
          await m.blobs.add('a'.repeat(64), 1, undefined);
          await m.assets.insert(version.id, {
            name: 'a',
            sha256: 'a'.repeat(64),
            size: 1,
            uploadedMs: 1,
            metadata: {},
          });
          await m.versions.update(version.id, { status: 'Unlisted' });
          await m.distTags.set(item.id, 'latest', '1');
          await m.packages.nextSequence(item.id);
          await m.versions.remove(version.id);
        });
        expect(store.generation('settings')).toBe(first);
        const seen = new Set([first]);
        const changes: readonly ((m: Metadata) => Promise<unknown>)[] = [
          (m) => m.documents.set('policy', 'a', '{}'),
          (m) => m.documents.remove('policy', 'a'),
          (m) => m.repositories.setUpstreams(repository.id, ['other']),
          (m) => m.repositories.remove(repository.id),
          (m) => m.domains.remove(repository.domain),
        ];
        for (const change of changes) {
          await store.transact(change);
          seen.add(store.generation('settings'));
        }
        expect(seen.size).toBe(1 + changes.length);
      });
    });

    describe('a transaction', () => {
      it('leaves nothing behind when it fails', async () => {
        const failing = store.transact(async (m) => {
          await insertVersion(m, '1');
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect(await store.transact((m) => m.versions.find(item.id, '1'))).toBeUndefined();
      });

      it('sees what those before it did, however many begin at once', async () => {
        const add = () =>
          store.transact(async (m) => {
            if (await m.versions.find(item.id, '1')) return 'found';
            await insertVersion(m, '1');
            return 'made';
          });
        const outcomes = await Promise.all([add(), add(), add()]);
        expect(outcomes.sort()).toEqual(['found', 'found', 'made']);
      });
    });

    describe('a snapshot', () => {
      it('keeps showing what was there', async () => {
        await store.transact((m) => insertVersion(m, '1'));
        const snapshot = await store.snapshot();
        await store.transact((m) => insertVersion(m, '2'));
        const list = (from: MetadataStore) => from.transact((m) => m.versions.listByName(item.id, {}, { limit: 10 }));
        expect((await list(snapshot)).map((row) => row.version)).toEqual(['1']);
        expect((await list(store)).map((row) => row.version)).toEqual(['1', '2']);
        await snapshot.close();
      });
    });

    describe('versions', () => {
      it('are given back as they were put, and changed in part', async () => {
        const stored = await store.transact(async (m) => {
          const version = await insertVersion(m, '1', 5);
          await m.versions.update(version.id, { status: 'Archived', deprecated: 'old' });
          return m.versions.find(item.id, '1');
        });
        expect(stored).toMatchObject({
          version: '1',
          status: 'Archived',
          revision: 'r',
          publishedMs: 5,
          origin,
          metadata: { summary: 's' },
          deprecated: 'old',
        });
      });

      it('are revised, and keep what else they have', async () => {
        const [before, after] = await store.transact(async (m) => {
          const version = await insertVersion(m, '1', 5);
          await m.versions.revise({ id: version.id, status: 'Unlisted', revision: 's', publishedMs: 6 });
          return [version, await m.versions.find(item.id, '1')];
        });
        expect(after).toEqual({ ...before, status: 'Unlisted', revision: 's', publishedMs: 6 });
      });

      it('are listed by name, or newest first, page by page', async () => {
        await store.transact(async (m) => {
          for (const [version, time] of [
            ['b', 1],
            ['a', 2],
            ['c', 2],
          ] as const)
            await insertVersion(m, version, time);
          const names = (rows: readonly VersionRecord[]): string[] => rows.map((row) => row.version);
          expect(names(await m.versions.listByName(item.id, {}, { after: 'a', limit: 10 }))).toEqual(['b', 'c']);
          const first = await m.versions.listNewest(item.id, {}, { limit: 2 });
          expect(names(first)).toEqual(['c', 'a']);
          const last = first.at(-1);
          const after = [last?.publishedMs ?? 0, last?.id ?? 0] as const;
          expect(names(await m.versions.listNewest(item.id, {}, { after, limit: 2 }))).toEqual(['b']);
          expect(await m.versions.listByName(item.id, { statuses: ['Archived'] }, { limit: 10 })).toEqual([]);
          expect(await m.versions.listByName(item.id, { originType: 'EXTERNAL' }, { limit: 10 })).toEqual([]);
        });
      });
    });

    describe('packages', () => {
      it('are listed by format, namespace and name, by prefix and page', async () => {
        await store.transact(async (m) => {
          await insertPackage(m, 'q');
          await insertPackage(m, 'a', 'other');
          const names = (rows: readonly PackageRecord[]): string[] => rows.map((row) => `${row.namespace}/${row.name}`);
          const list = m.packages.list;
          expect(names(await list(repository.id, {}, { limit: 10 }))).toEqual(['n/p', 'n/q', 'other/a']);
          const after = ['generic', 'n', 'p'] as const;
          expect(names(await list(repository.id, {}, { after, limit: 1 }))).toEqual(['n/q']);
          expect(names(await list(repository.id, { namespacePrefix: 'o' }, { limit: 10 }))).toEqual(['other/a']);
          expect(names(await list(repository.id, { namePrefix: 'q' }, { limit: 10 }))).toEqual(['n/q']);
        });
      });

      it('number their events', async () => {
        const next = () => store.transact((m) => m.packages.nextSequence(item.id));
        expect([await next(), await next()]).toEqual([1, 2]);
      });
    });

    describe('assets', () => {
      it('are counted, listed by name, and go with their version, package and repository', async () => {
        const asset = (assetName: string) => ({
          name: assetName,
          sha256: 'f'.repeat(64),
          size: 3,
          uploadedMs: 1,
          metadata: { requiresPython: '>=3' },
        });
        await store.transact(async (m) => {
          const version = await insertVersion(m, '1');
          for (const assetName of ['b', 'a', 'é']) await m.assets.insert(version.id, asset(assetName));
          expect(await m.assets.count(version.id)).toBe(3);
          expect((await m.assets.list(version.id)).map((row) => row.name)).toEqual(['a', 'b', 'é']);
          const digests = await m.assets.digests(version.id);
          expect(new Map(digests.map(({ name, sha256 }) => [name, sha256]))).toEqual(
            new Map(['a', 'b', 'é'].map((name) => [name, 'f'.repeat(64)])),
          );
          expect(await m.assets.digests((await insertVersion(m, '2')).id)).toEqual([]);
          expect(await m.assets.list(version.id, { after: 'a', limit: 1 })).toEqual([asset('b')]);
          expect(await m.assets.listOfPackage(item.id, ['Published'])).toHaveLength(3);
          expect(await m.domains.assetBytes('abc')).toBe(3);
          expect(await m.blobs.isReferenced('f'.repeat(64))).toBe(true);
          await m.repositories.remove(repository.id);
          expect(await m.blobs.isReferenced('f'.repeat(64))).toBe(false);
          expect(await m.domains.repositoryCount('abc')).toBe(0);
        });
      });
    });

    describe('blobs', () => {
      it('remember their hashes once they are known', async () => {
        const hashes = { md5: 'm', sha1: '1', sha512: '5' };
        await store.transact(async (m) => {
          await m.blobs.add('aa', 1, undefined);
          await m.blobs.add('aa', 1, hashes);
          expect(await m.blobs.listUnhashed()).toEqual(['aa']);
          await m.blobs.setHashes('aa', hashes);
          expect(await m.blobs.hashesOf('aa')).toEqual(hashes);
          expect(await m.blobs.listUnhashed()).toEqual([]);
          await m.blobs.forget('aa');
          expect(await m.blobs.hashesOf('aa')).toBeUndefined();
        });
      });
    });

    describe('dist-tags and documents', () => {
      it('are set, replaced, listed and removed', async () => {
        await store.transact(async (m) => {
          await m.distTags.set(item.id, 'latest', '1');
          await m.distTags.set(item.id, 'latest', '2');
          await m.distTags.set(item.id, 'next', '2');
          await m.distTags.remove(item.id, 'next');
          expect([...(await m.distTags.list(item.id))]).toEqual([['latest', '2']]);
          await m.distTags.removeOf(item.id, '2');
          expect((await m.distTags.list(item.id)).size).toBe(0);
          for (const key of ['a/1', 'a/2', 'b/1']) await m.documents.set('kind', key, key);
          await m.documents.set('kind', 'a/1', 'new');
          const keys = async (after?: string) =>
            (await m.documents.list('kind', 'a/', { after, limit: 10 })).map((row) => row.key);
          expect(await keys()).toEqual(['a/1', 'a/2']);
          expect(await keys('a/1')).toEqual(['a/2']);
          expect(await m.documents.get('kind', 'a/1')).toBe('new');
          await m.documents.removeUnder('kind', 'a/');
          expect(await keys()).toEqual([]);
          expect(await m.documents.get('kind', 'b/1')).toBe('b/1');
        });
      });
    });
  });
}
