import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metadata, MetadataStore } from './metadata.ts';
import { recall } from './recall.ts';
import { openSqliteStore } from './sqlite/store.ts';

let folder: string;
let store: MetadataStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recall-'));
  store = openSqliteStore(join(folder, 'metadata.db'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const change = (target: MetadataStore, key: string) => target.transact((m) => m.documents.set('kind', key, ''));

describe('recall', () => {
  let made = 0;
  const ask = (key = 'a') => recall(store, key, async () => (made += 1));

  beforeEach(() => {
    made = 0;
  });

  it('makes an answer once, and again after a change', async () => {
    expect([await ask(), await ask(), await ask('b'), await ask()]).toEqual([1, 1, 2, 1]);
    await change(store, 'x');
    expect(await ask()).toBe(3);
  });

  it('keeps what depends on settings while others change', async () => {
    const settings = () => recall(store, 'a', async () => (made += 1), 'settings');
    await settings();
    await store.transact((m) => m.blobs.add('a'.repeat(64), 1, undefined));
    expect(await settings()).toBe(1);
    await change(store, 'x');
    expect(await settings()).toBe(2);
  });

  it('notices what another process changes', async () => {
    await ask();
    const other = openSqliteStore(join(folder, 'metadata.db'));
    await change(other, 'y');
    await other.close();
    expect(await ask()).toBe(2);
  });

  it('keeps nothing that was read while something changed', async () => {
    await recall(store, 'a', async () => change(store, 'z').then(() => 'old'));
    expect(await ask()).toBe(1);
  });

  it('keeps nothing of a transaction that is undone', async () => {
    const read = (m?: Metadata) => recall(store, 'a', async () => m?.documents.get('kind', 'x'), 'settings');
    const undone = store.transact(async (m) => {
      await m.documents.set('kind', 'x', 'never');
      expect(await read(m)).toBe('never');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await store.transact((m) => read(m))).toBeUndefined();
  });

  it('keeps no failure', async () => {
    await expect(recall(store, 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await ask()).toBe(1);
  });
});
