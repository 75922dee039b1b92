import type { Kysely } from 'kysely';
import type { Domains } from '../metadata.ts';
import type { Tables } from './tables.ts';

export function sqliteDomains(db: Kysely<Tables>): Domains {
  return {
    async find(name) {
      const row = await db.selectFrom('domains').selectAll().where('name', '=', name).executeTakeFirst();
      return row && { name: row.name, createdMs: row.created_ms, encryptionKey: row.encryption_key };
    },
    async list({ after, limit }) {
      const rows = await db
        .selectFrom('domains')
        .selectAll()
        .where('name', '>', after ?? '')
        .orderBy('name')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ name: row.name, createdMs: row.created_ms, encryptionKey: row.encryption_key }));
    },
    async insert(domain) {
      await db
        .insertInto('domains')
        .values({ name: domain.name, created_ms: domain.createdMs, encryption_key: domain.encryptionKey })
        .execute();
    },
    async remove(name) {
      await db.deleteFrom('domains').where('name', '=', name).execute();
    },
    async repositoryCount(name) {
      const { repositories } = await db
        .selectFrom('repositories')
        .select((e) => e.fn.countAll<number>().as('repositories'))
        .where('domain', '=', name)
        .executeTakeFirstOrThrow();
      return repositories;
    },
    async assetBytes(name) {
      const distinct = db
        .selectFrom('assets')
        .innerJoin('versions', 'versions.id', 'assets.version_id')
        .innerJoin('packages', 'packages.id', 'versions.package_id')
        .innerJoin('repositories', 'repositories.id', 'packages.repository_id')
        .select(['assets.sha256', 'assets.size'])
        .where('repositories.domain', '=', name)
        .distinct();
      const { bytes } = await db
        .selectFrom(distinct.as('used'))
        .select((e) => e.fn.sum<number | null>('used.size').as('bytes'))
        .executeTakeFirstOrThrow();
      return bytes ?? 0;
    },
  };
}
