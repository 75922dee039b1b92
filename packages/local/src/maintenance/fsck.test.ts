import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../storage/blobs.ts';
import { openDiskBlobStore } from '../storage/disk-blob-store.ts';
import type { MetadataStore } from '../storage/metadata.ts';
import { openSqliteStore } from '../storage/sqlite/store.ts';
import { checkFolder } from './fsck.ts';

let root: string;
let blobs: BlobStore;
let store: MetadataStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fsck-'));
  blobs = await openDiskBlobStore(root);
  store = openSqliteStore(join(root, 'metadata.db'));
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

const receive = async (text: string) => {
  const source = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.from(text);
  };
  return blobs.receive(source(), 100);
};

/** Stores `names` as the assets of one version, each with its name as content. */
const seed = async (...names: readonly string[]) => {
  const received = await Promise.all(names.map(receive));
  await store.transact(async (m) => {
    await m.domains.insert({ name: 'abc', createdMs: 0, encryptionKey: '' });
    const repository = await m.repositories.insert({
      domain: 'abc',
      name: 'dev',
      description: undefined,
      createdMs: 0,
    });
    const item = await m.packages.insert({
      repositoryId: repository.id,
      format: 'generic',
      namespace: 'n',
      name: 'p',
      displayName: 'p',
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
    const origin = { type: 'INTERNAL', repository: 'dev', connection: undefined } as const;
    const version = await m.versions.insert({
      packageId: item.id,
      version: '1',
      status: 'Published',
      revision: 'r',
      publishedMs: 0,
      origin,
      metadata: {},
    });
    for (const [index, blob] of received.entries()) {
      await m.assets.insert(version.id, {
        name: String(index),
        sha256: blob.sha256,
        size: blob.size,
        uploadedMs: 0,
        metadata: {},
      });
    }
  });
  return received.map((blob) => blob.sha256);
};

describe('checkFolder', () => {
  it('finds nothing wrong in a healthy folder', async () => {
    await seed('a', 'b');
    expect(await checkFolder(store, blobs)).toEqual({
      checked: 2,
      missing: [],
      damaged: [],
      orphans: [],
      collected: false,
    });
  });

  it('names what is missing, damaged and orphaned, and removes orphans when told', async () => {
    const [first = '', second = ''] = await seed('a', 'b');
    const orphan = await receive('c');
    await blobs.remove(first);
    await writeFile(blobs.pathOf(second), 'x');
    const expected = { checked: 2, missing: [first], damaged: [second], orphans: [orphan.sha256] };
    expect(await checkFolder(store, blobs)).toMatchObject(expected);
    expect(await checkFolder(store, blobs, { collect: true })).toMatchObject({ ...expected, collected: true });
    expect(await checkFolder(store, blobs)).toMatchObject({ ...expected, orphans: [] });
  });
});
