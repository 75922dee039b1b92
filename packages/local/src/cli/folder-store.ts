import { join } from 'node:path';
import { defaultDataDir } from '../data-folder/location.ts';
import type { MetadataStore } from '../storage/metadata.ts';

/** The data folder that a command works on, which is there: else throws RangeError. */
export async function presentFolder(given: string | undefined): Promise<string> {
  const { isFolder } = await import('../data-folder/make-folder.ts');
  const folder = given ?? defaultDataDir(process.env);
  if (await isFolder(folder)) return folder;
  throw new RangeError(`there is no data folder ${folder}: codeartifact-local start makes it`);
}

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
