import type { Kysely, Selectable } from 'kysely';
import type { Repositories } from '../metadata.ts';
import type { RepositoryRecord } from '../records.ts';
import { afterPrefix } from './prefix.ts';
import type { Tables } from './tables.ts';

export function sqliteRepositories(db: Kysely<Tables>): Repositories {
  return {
    async find(domain, name) {
      const row = await db
        .selectFrom('repositories')
        .selectAll()
        .where('domain', '=', domain)
        .where('name', '=', name)
        .executeTakeFirst();
      return row && record(row);
    },
    async list(filter, { after, limit }) {
      let query = db.selectFrom('repositories').selectAll().orderBy('domain').orderBy('name').limit(limit);
      if (filter.domain !== undefined) query = query.where('domain', '=', filter.domain);
      if (filter.prefix !== undefined) {
        query = query.where('name', '>=', filter.prefix).where('name', '<', afterPrefix(filter.prefix));
      }
      if (after) {
        query = query.where((e) => e(e.refTuple('domain', 'name'), '>', e.tuple(after[0], after[1])));
      }
      return (await query.execute()).map(record);
    },
    async insert(repository) {
      const row = await db
        .insertInto('repositories')
        .values({
          domain: repository.domain,
          name: repository.name,
          description: repository.description ?? null,
          created_ms: repository.createdMs,
          upstreams: '[]',
          connections: '[]',
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return record(row);
    },
    async describe(id, description) {
      await db.updateTable('repositories').set({ description }).where('id', '=', id).execute();
    },
    async setUpstreams(id, upstreams) {
      await db
        .updateTable('repositories')
        .set({ upstreams: JSON.stringify(upstreams) })
        .where('id', '=', id)
        .execute();
    },
    async setConnections(id, connections) {
      await db
        .updateTable('repositories')
        .set({ connections: JSON.stringify(connections) })
        .where('id', '=', id)
        .execute();
    },
    async downstreamsOf(domain, name) {
      const rows = await db.selectFrom('repositories').selectAll().where('domain', '=', domain).execute();
      return rows
        .map(record)
        .filter((row) => row.upstreams.includes(name))
        .map((row) => row.name);
    },
    async remove(id) {
      await db.deleteFrom('repositories').where('id', '=', id).execute();
    },
  };
}

function record(row: Selectable<Tables['repositories']>): RepositoryRecord {
  return {
    id: row.id,
    domain: row.domain,
    name: row.name,
    description: row.description ?? undefined,
    createdMs: row.created_ms,
    upstreams: JSON.parse(row.upstreams),
    connections: JSON.parse(row.connections),
  };
}
