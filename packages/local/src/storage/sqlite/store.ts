import type { Kysely } from 'kysely';
import type { Metadata, MetadataStore } from '../metadata.ts';
import { sqliteAssets, sqliteBlobs } from './assets.ts';
import { openDatabase, openSnapshot } from './database.ts';
import { sqliteDistTags, sqliteDocuments } from './documents.ts';
import { groupedTransactions } from './grouped-transactions.ts';
import { sqliteDomains } from './domains.ts';
import { sqlitePackages } from './packages.ts';
import { sqliteRepositories } from './repositories.ts';
import type { Tables } from './tables.ts';
import { sqliteVersions } from './versions.ts';

/** The store in the file at `path`, made when missing. A second process that opens it waits for the first one's writes. */
export function openSqliteStore(path: string): MetadataStore {
  const database = openDatabase(path);
  const { db, generation } = database;
  const transact = groupedTransactions(database);
  /** Until all that is committed is on the disk. */
  const settled = (): Promise<void> => transact(() => Promise.resolve());
  return {
    transact: (work) => transact((tx) => work(metadataOf(tx))),
    generation,
    snapshot: async () => {
      const view = openSnapshot(path);
      await settled();
      return {
        transact: (work) => work(metadataOf(view)),
        generation: () => 'snapshot',
        snapshot: () => Promise.reject(new Error('a snapshot of a snapshot is the snapshot')),
        close: () => view.destroy(),
      };
    },
    close: async () => {
      await Promise.allSettled([settled()]);
      await db.destroy();
    },
  };
}

function metadataOf(db: Kysely<Tables>): Metadata {
  return {
    domains: sqliteDomains(db),
    repositories: sqliteRepositories(db),
    packages: sqlitePackages(db),
    versions: sqliteVersions(db),
    assets: sqliteAssets(db),
    blobs: sqliteBlobs(db),
    distTags: sqliteDistTags(db),
    documents: sqliteDocuments(db),
  };
}
