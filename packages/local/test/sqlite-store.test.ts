import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../src/storage/sqlite/store.ts';
import { metadataStoreContract } from './metadata-store-contract.ts';

metadataStoreContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const store = openSqliteStore(join(folder, 'metadata.db'));
  return {
    store,
    dispose: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
