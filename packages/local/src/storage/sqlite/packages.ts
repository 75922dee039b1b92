import type { Kysely, Selectable } from 'kysely';
import type { Packages } from '../metadata.ts';
import type { PackageFormat, PackageRecord } from '../records.ts';
import { compiledQuery } from './compiled-query.ts';
import { afterPrefix } from './prefix.ts';
import type { Tables } from './tables.ts';

const named = compiledQuery((db, repositoryId: number, format: PackageFormat, namespace: string, name: string) =>
  db
    .selectFrom('packages')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('format', '=', format)
    .where('namespace', '=', namespace)
    .where('name', '=', name),
);

const counted = compiledQuery((db, more: number, id: number) =>
  db
    .updateTable('packages')
    .set((e) => ({ sequence: e('sequence', '+', more) }))
    .where('id', '=', id)
    .returning('sequence'),
);

export function sqlitePackages(db: Kysely<Tables>): Packages {
  return {
    async find(repositoryId, key) {
      const [row] = await named(db, repositoryId, key.format, key.namespace, key.name);
      return row && record(row);
    },
    async list(repositoryId, filter, { after, limit }) {
      let query = db
        .selectFrom('packages')
        .selectAll()
        .where('repository_id', '=', repositoryId)
        .orderBy('format')
        .orderBy('namespace')
        .orderBy('name')
        .limit(limit);
      if (filter.format) query = query.where('format', '=', filter.format);
      const { namespacePrefix, namePrefix } = filter;
      if (namespacePrefix) {
        query = query.where('namespace', '>=', namespacePrefix).where('namespace', '<', afterPrefix(namespacePrefix));
      }
      if (namePrefix) query = query.where('name', '>=', namePrefix).where('name', '<', afterPrefix(namePrefix));
      if (filter.publish) query = query.where('publish', '=', filter.publish);
      if (filter.upstream) query = query.where('upstream', '=', filter.upstream);
      if (after) {
        // Compared with text, so the tuple is typed as text throughout.
        query = query.where((e) =>
          e.or([
            e(e.cast<string>('format', 'text'), '>', after[0]),
            e.and([
              e(e.cast<string>('format', 'text'), '=', after[0]),
              e(e.refTuple('namespace', 'name'), '>', e.tuple(after[1], after[2])),
            ]),
          ]),
        );
      }
      return (await query.execute()).map(record);
    },
    async listOfDomain(domain) {
      return db
        .selectFrom('packages')
        .innerJoin('repositories', 'repositories.id', 'packages.repository_id')
        .select(['packages.format', 'packages.namespace', 'packages.name'])
        .distinct()
        .where('repositories.domain', '=', domain)
        .orderBy('packages.format')
        .orderBy('packages.namespace')
        .orderBy('packages.name')
        .execute();
    },
    async insert(item) {
      const row = await db
        .insertInto('packages')
        .values({
          repository_id: item.repositoryId,
          format: item.format,
          namespace: item.namespace,
          name: item.name,
          display_name: item.displayName,
          publish: item.publish,
          upstream: item.upstream,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return record(row);
    },
    async setOrigin(id, publish, upstream) {
      await db.updateTable('packages').set({ publish, upstream }).where('id', '=', id).execute();
    },
    async remove(id) {
      await db.deleteFrom('packages').where('id', '=', id).execute();
    },
    async nextSequence(id) {
      const [row] = await counted(db, 1, id);
      return row?.sequence ?? 0;
    },
  };
}

function record(row: Selectable<Tables['packages']>): PackageRecord {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    format: row.format,
    namespace: row.namespace,
    name: row.name,
    displayName: row.display_name,
    publish: row.publish,
    upstream: row.upstream,
  };
}
