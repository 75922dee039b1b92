import { join } from 'node:path';
import type { MetadataStore } from '../storage/metadata.ts';

/** Works on a data folder's database, also while a server runs on it. */
export async function withStore<T>(folder: string, work: (store: MetadataStore) => Promise<T>): Promise<T> {
  const { openSqliteStore } = await import('../storage/sqlite/store.ts');
  const store = openSqliteStore(join(folder, 'metadata.db'));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
