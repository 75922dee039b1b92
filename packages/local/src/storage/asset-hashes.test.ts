import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AssetHashes, assetHashes } from './asset-hashes.ts';
import type { BlobHasher } from './blobs.ts';
import type { MetadataStore } from './metadata.ts';
import type { BlobHashes } from './records.ts';
import { openSqliteStore } from './sqlite/store.ts';

const right: BlobHashes = { md5: 'm', sha1: '1', sha512: '5' };

/** Hashes when the test says so. */
interface Held extends BlobHasher {
  readonly paths: string[];
  finish(result: BlobHashes | Error): void;
}

function heldHasher(): Held {
  const waiting: ((result: BlobHashes | Error) => void)[] = [];
  const paths: string[] = [];
  return {
    paths,
    hash: (path) => {
      paths.push(path);
      return new Promise((resolve, reject) => {
        waiting.push((result) => (result instanceof Error ? reject(result) : resolve(result)));
      });
    },
    follow: () => ({
      written: () => undefined,
      whole: () => Promise.reject(new Error('not asked for')),
      drop: () => undefined,
    }),
    blake2b256: () => Promise.reject(new Error('not asked for')),
    close: () => Promise.resolve(),
    finish: (result) => waiting.splice(0).forEach((one) => one(result)),
  };
}

let store: MetadataStore;
let hasher: Held;
let hashes: AssetHashes;

beforeEach(async () => {
  store = openSqliteStore(':memory:');
  hasher = heldHasher();
  hashes = assetHashes(store, { pathOf: (sha256) => sha256 }, hasher);
  await store.transact((m) => m.blobs.add('aa', 1, undefined));
});
afterEach(() => store.close());

describe('the hashes behind an upload', () => {
  it('are not waited for by who asks what is known', async () => {
    hashes.begin({ sha256: 'aa', size: 1, hashes: undefined });
    expect(await hashes.known('aa')).toBeUndefined();
    const waiting = hashes.of('aa');
    await expect.poll(() => hasher.paths).toEqual(['aa']);
    hasher.finish(right);
    expect(await waiting).toEqual(right);
    expect(await hashes.known('aa')).toEqual(right);
  });

  it('are not computed again when the same bytes come again', async () => {
    await store.transact((m) => m.blobs.setHashes('aa', right));
    hashes.begin({ sha256: 'aa', size: 1, hashes: undefined });
    expect(await hashes.of('aa')).toEqual(right);
    expect(hasher.paths).toEqual([]);
  });

  it('are those that were computed while it came', async () => {
    hashes.begin({ sha256: 'aa', size: 1, hashes: undefined, hashing: Promise.resolve(right) });
    expect(await hashes.of('aa')).toEqual(right);
    expect(await hashes.known('aa')).toEqual(right);
    expect(hasher.paths).toEqual([]);
  });

  it('are computed from the file when that failed', async () => {
    const hashing = Promise.reject<BlobHashes>(new Error('gone'));
    hashing.catch(() => undefined);
    hashes.begin({ sha256: 'aa', size: 1, hashes: undefined, hashing });
    await expect.poll(() => hasher.paths).toEqual(['aa']);
    hasher.finish(right);
    expect(await hashes.of('aa')).toEqual(right);
  });

  it('are taken up at the next start', async () => {
    await hashes.resume();
    await expect.poll(() => hasher.paths).toEqual(['aa']);
  });

  it('are computed again when computing failed', async () => {
    const failing = hashes.of('aa');
    await expect.poll(() => hasher.paths.length).toBe(1);
    hasher.finish(new Error('gone'));
    await expect(failing).rejects.toThrow('gone');
    const again = hashes.of('aa');
    await expect.poll(() => hasher.paths.length).toBe(2);
    hasher.finish(right);
    expect(await again).toEqual(right);
  });
});
