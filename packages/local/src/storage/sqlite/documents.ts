import type { Kysely } from 'kysely';
import type { DistTags, Documents } from '../metadata.ts';
import { afterPrefix } from './prefix.ts';
import type { Tables } from './tables.ts';

export function sqliteDocuments(db: Kysely<Tables>): Documents {
  return {
    async get(kind, key) {
      const row = await db
        .selectFrom('documents')
        .select('value')
        .where('kind', '=', kind)
        .where('key', '=', key)
        .executeTakeFirst();
      return row?.value;
    },
    async list(kind, prefix, { after, limit }) {
      let query = db
        .selectFrom('documents')
        .select(['key', 'value'])
        .where('kind', '=', kind)
        .where('key', '>=', prefix)
        .where('key', '<', afterPrefix(prefix))
        .orderBy('key')
        .limit(limit);
      if (after !== undefined) query = query.where('key', '>', after);
      return query.execute();
    },
    async set(kind, key, value) {
      await db
        .insertInto('documents')
        .values({ kind, key, value })
        .onConflict((c) => c.columns(['kind', 'key']).doUpdateSet({ value }))
        .execute();
    },
    async remove(kind, key) {
      await db.deleteFrom('documents').where('kind', '=', kind).where('key', '=', key).execute();
    },
    async removeUnder(kind, prefix) {
      await db
        .deleteFrom('documents')
        .where('kind', '=', kind)
        .where('key', '>=', prefix)
        .where('key', '<', afterPrefix(prefix))
        .execute();
    },
  };
}

export function sqliteDistTags(db: Kysely<Tables>): DistTags {
  return {
    async list(packageId) {
      const rows = await db
        .selectFrom('dist_tags')
        .select(['tag', 'version'])
        .where('package_id', '=', packageId)
        .orderBy('tag')
        .execute();
      return new Map(rows.map((row) => [row.tag, row.version]));
    },
    async set(packageId, tag, version) {
      await db
        .insertInto('dist_tags')
        .values({ package_id: packageId, tag, version })
        .onConflict((c) => c.columns(['package_id', 'tag']).doUpdateSet({ version }))
        .execute();
    },
    async remove(packageId, tag) {
      await db.deleteFrom('dist_tags').where('package_id', '=', packageId).where('tag', '=', tag).execute();
    },
    async removeOf(packageId, version) {
      await db.deleteFrom('dist_tags').where('package_id', '=', packageId).where('version', '=', version).execute();
    },
  };
}
