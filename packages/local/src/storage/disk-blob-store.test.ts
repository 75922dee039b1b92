import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, readlink, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BlobHasher, type BlobStore, BlobTooLargeError } from './blobs.ts';
import { openDiskBlobStore } from './disk-blob-store.ts';
import { workerHasher } from './worker-hasher.ts';

let root: string;
let store: BlobStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'blobs-'));
  store = await openDiskBlobStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function* chunks(...parts: readonly (Buffer | Error)[]): AsyncIterable<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield part;
  }
}

async function stored(): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const sha256 of store.list()) all.push(sha256);
  return all;
}

const digest = (algorithm: string, bytes: Buffer): string => createHash(algorithm).update(bytes).digest('hex');

describe('receive', () => {
  it.each([0, 1, 300_000, 3_000_000])('keeps %i bytes under their digest', async (size) => {
    const bytes = Buffer.alloc(size, 'abc');
    const middle = size >> 1;
    const blob = await store.receive(chunks(bytes.subarray(0, middle), bytes.subarray(middle)), 1e9);
    expect(blob).toMatchObject({ size, sha256: digest('sha256', bytes) });
    expect(Buffer.compare(await readFile(store.pathOf(blob.sha256)), bytes)).toBe(0);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });

  it.each([1, 3_000_000])('takes the same %i bytes twice, and keeps them once', async (size) => {
    const bytes = Buffer.alloc(size, 'abc');
    const first = await store.receive(chunks(bytes), 1e9);
    const second = await store.receive(chunks(bytes), 1e9);
    expect(second).toEqual(first);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
    expect(await stored()).toEqual([first.sha256]);
  });

  describe('bytes that are announced and stored', () => {
    const bytes = Buffer.alloc(3_000_000, 'abc');
    const announced = { sha256: digest('sha256', bytes), size: bytes.length };
    const incoming = (): Promise<readonly string[]> => readdir(join(root, 'incoming'));

    async function* lookingAround(whole: Buffer, seen: (names: readonly string[]) => void): AsyncIterable<Uint8Array> {
      yield whole.subarray(0, 2_500_000);
      yield whole.subarray(2_500_000);
      seen(await incoming());
    }

    it('are compared and not written again', async () => {
      await store.receive(chunks(bytes), 1e9);
      let seen: readonly string[] = ['not looked'];
      const source = lookingAround(bytes, (names) => (seen = names));
      expect(await store.receive(source, 1e9, announced)).toMatchObject(announced);
      expect(seen).toEqual([]);
    });

    it('are refused when others come, and nothing is kept of these', async () => {
      await store.receive(chunks(bytes), 1e9);
      const others = Buffer.alloc(3_000_000, 'abd');
      const receiving = store.receive(chunks(others), 1e9, announced);
      await expect(receiving).rejects.toMatchObject({ name: 'BlobMismatchError', sha256: digest('sha256', others) });
      expect(await stored()).toEqual([announced.sha256]);
      await expect(store.receive(chunks(bytes), 1000, announced)).rejects.toThrow(BlobTooLargeError);
    });

    it('are written again when what is stored is cut', async () => {
      await store.receive(chunks(bytes), 1e9);
      await truncate(store.pathOf(announced.sha256), 1000);
      await store.receive(chunks(bytes), 1e9, announced);
      expect(Buffer.compare(await readFile(store.pathOf(announced.sha256)), bytes)).toBe(0);
    });
  });

  it.each([1, 3_000_000])('takes the same %i bytes several times at once, and keeps them once', async (size) => {
    const bytes = Buffer.alloc(size, 'abc');
    const received = await Promise.all([1, 2, 3].map(() => store.receive(chunks(bytes), 1e9)));
    expect(await stored()).toEqual([digest('sha256', bytes)]);
    expect(received.map(({ sha256 }) => sha256)).toEqual(Array.from({ length: 3 }, () => digest('sha256', bytes)));
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });

  it('takes many blobs at once, also into one folder', async () => {
    const parts = Array.from({ length: 300 }, (_, n) => Buffer.from(`part ${n}`));
    const received = await Promise.all(parts.map((part) => store.receive(chunks(part), 100)));
    expect(new Set(await stored())).toEqual(new Set(received.map(({ sha256 }) => sha256)));
  });

  it('keeps nothing when the source fails or is too large', async () => {
    await expect(store.receive(chunks(Buffer.from('a'), new Error('gone')), 10)).rejects.toThrow('gone');
    await expect(store.receive(chunks(Buffer.from('abc')), 2)).rejects.toThrow(BlobTooLargeError);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
    expect(await readdir(join(root, 'blobs'))).toEqual([]);
  });
});

describe('the hashes', () => {
  it('are the same at once and from the worker', async () => {
    const bytes = Buffer.from('hello');
    const blob = await store.receive(chunks(bytes), 10);
    const hasher = workerHasher();
    expect(await hasher.hash(store.pathOf(blob.sha256))).toEqual(blob.hashes);
    await expect(hasher.hash(store.pathOf('ff'.repeat(32)))).rejects.toThrow('ENOENT');
    const right = '324dcf027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72cf';
    const empty = await store.receive(chunks(), 10);
    const asked = [blob, empty, blob, blob].map(({ sha256 }) => hasher.blake2b256(store.pathOf(sha256)));
    expect(await Promise.all(asked)).toEqual([
      right,
      '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8',
      right,
      right,
    ]);
    await hasher.close();
    expect(blob.hashes?.sha512).toBe(digest('sha512', bytes));
  });
});

describe('the hashes of a large blob', () => {
  let hasher: BlobHasher;

  beforeEach(async () => {
    hasher = workerHasher();
    store = await openDiskBlobStore(root, hasher);
  });
  afterEach(() => hasher.close());

  const large = Buffer.alloc(5_500_000, 'abc');
  const blocks = (bytes: Buffer): readonly Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / 70_000) }, (_, n) => bytes.subarray(n * 70_000, (n + 1) * 70_000));
  const hashesOf = (bytes: Buffer) => ({
    md5: digest('md5', bytes),
    sha1: digest('sha1', bytes),
    sha512: digest('sha512', bytes),
  });

  it('are computed while it comes, of several at once', async () => {
    const all = [0, 1, 2, 3, 4].map((n) => large.subarray(n));
    const received = await Promise.all(all.map((bytes) => store.receive(chunks(...blocks(bytes)), 1e9)));
    expect(await Promise.all(received.map(({ hashing }) => hashing))).toEqual(all.map(hashesOf));
  });

  it('are not computed when the store has it', async () => {
    await store.receive(chunks(large), 1e9);
    const again = await store.receive(chunks(large), 1e9);
    expect([again.hashes, again.hashing]).toEqual([undefined, undefined]);
  });

  it.runIf(process.platform === 'linux')('leave no file open when it is refused, breaks off or is known', async () => {
    await store.receive(chunks(large), 1e9);
    await store.receive(chunks(...blocks(large)), 1e9);
    await expect(store.receive(chunks(...blocks(large)), 5e6)).rejects.toThrow(BlobTooLargeError);
    await expect(store.receive(chunks(...blocks(large), new Error('gone')), 1e9)).rejects.toThrow('gone');
    const open = async () => {
      const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
      return (await Promise.all(links)).filter((path) => path.startsWith(root));
    };
    await expect.poll(open).toEqual([]);
  });
});
