import { type Kysely, type Selectable, sql } from 'kysely';
import type { Assets, Blobs } from '../metadata.ts';
import type { AssetRecord } from '../records.ts';
import { compiledQuery } from './compiled-query.ts';
import type { Tables } from './tables.ts';

const named = compiledQuery((db, versionId: number, name: string) =>
  db.selectFrom('assets').selectAll().where('version_id', '=', versionId).where('name', '=', name),
);

const digestsOf = compiledQuery((db, versionId: number) =>
  db
    .selectFrom('assets')
    .select(sql<string>`json_group_array(json_object('name', name, 'sha256', sha256))`.as('all'))
    .where('version_id', '=', versionId),
);

const blobOf = compiledQuery((db, sha256: string) => db.selectFrom('blobs').selectAll().where('sha256', '=', sha256));

const added = compiledQuery(
  (db, versionId: number, name: string, sha256: string, size: number, uploadedMs: number, metadata: string) =>
    db.insertInto('assets').values({ version_id: versionId, name, sha256, size, uploaded_ms: uploadedMs, metadata }),
);

export function sqliteAssets(db: Kysely<Tables>): Assets {
  return {
    async find(versionId, name) {
      const [row] = await named(db, versionId, name);
      return row && record(row);
    },
    async list(versionId, page) {
      let query = db.selectFrom('assets').selectAll().where('version_id', '=', versionId).orderBy('name');
      if (page?.after !== undefined) query = query.where('name', '>', page.after);
      if (page) query = query.limit(page.limit);
      return (await query.execute()).map(record);
    },
    async listOfPackage(packageId, statuses) {
      const rows = await db
        .selectFrom('assets')
        .innerJoin('versions', 'versions.id', 'assets.version_id')
        .selectAll('assets')
        .select('versions.version')
        .where('versions.package_id', '=', packageId)
        .where('versions.status', 'in', statuses)
        .orderBy('versions.version')
        .orderBy('assets.name')
        .execute();
      return rows.map((row) => ({ ...record(row), version: row.version }));
    },
    async digests(versionId) {
      const [row] = await digestsOf(db, versionId);
      return JSON.parse(row?.all ?? '[]');
    },
    async count(versionId) {
      const { total } = await db
        .selectFrom('assets')
        .select((e) => e.fn.countAll<number>().as('total'))
        .where('version_id', '=', versionId)
        .executeTakeFirstOrThrow();
      return total;
    },
    async insert(versionId, asset) {
      const { metadata, name, sha256, size, uploadedMs } = asset;
      await added(db, versionId, name, sha256, size, uploadedMs, JSON.stringify(metadata));
    },
    async removeAll(versionId) {
      await db.deleteFrom('assets').where('version_id', '=', versionId).execute();
    },
    async remove(versionId, name) {
      await db.deleteFrom('assets').where('version_id', '=', versionId).where('name', '=', name).execute();
    },
  };
}

type Hash = string | null;

const blobAdded = compiledQuery((db, sha256: string, size: number, md5: Hash, sha1: Hash, sha512: Hash) =>
  db
    .insertInto('blobs')
    .values({ sha256, size, md5, sha1, sha512 })
    .onConflict((c) => c.column('sha256').doNothing()),
);

export function sqliteBlobs(db: Kysely<Tables>): Blobs {
  return {
    async add(sha256, size, hashes) {
      await blobAdded(db, sha256, size, hashes?.md5 ?? null, hashes?.sha1 ?? null, hashes?.sha512 ?? null);
    },
    async hashesOf(sha256) {
      const [row] = await blobOf(db, sha256);
      if (!row || row.md5 === null || row.sha1 === null || row.sha512 === null) return undefined;
      return { md5: row.md5, sha1: row.sha1, sha512: row.sha512 };
    },
    async sizeOf(sha256) {
      const [row] = await blobOf(db, sha256);
      return row?.size;
    },
    async setHashes(sha256, hashes) {
      await db
        .updateTable('blobs')
        .set({ md5: hashes.md5, sha1: hashes.sha1, sha512: hashes.sha512 })
        .where('sha256', '=', sha256)
        .execute();
    },
    async listUnhashed() {
      const rows = await db.selectFrom('blobs').select('sha256').where('md5', 'is', null).execute();
      return rows.map((row) => row.sha256);
    },
    async isReferenced(sha256) {
      return (await db.selectFrom('assets').select('name').where('sha256', '=', sha256).limit(1).execute()).length > 0;
    },
    async listReferenced({ after, limit }) {
      return db
        .selectFrom('assets')
        .select(['sha256', 'size'])
        .distinct()
        .where('sha256', '>', after ?? '')
        .orderBy('sha256')
        .limit(limit)
        .execute();
    },
    async forget(sha256) {
      await db.deleteFrom('blobs').where('sha256', '=', sha256).execute();
    },
  };
}

function record(row: Selectable<Tables['assets']>): AssetRecord {
  return {
    name: row.name,
    sha256: row.sha256,
    size: row.size,
    uploadedMs: row.uploaded_ms,
    metadata: JSON.parse(row.metadata),
  };
}
