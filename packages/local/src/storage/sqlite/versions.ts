import type { Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import type { VersionChange, VersionFilter, Versions } from '../metadata.ts';
import type { VersionRecord, VersionStatus } from '../records.ts';
import { compiledQuery } from './compiled-query.ts';
import type { Tables } from './tables.ts';

type VersionQuery = SelectQueryBuilder<Tables, 'versions', Selectable<Tables['versions']>>;

const named = compiledQuery((db, packageId: number, version: string) =>
  db.selectFrom('versions').selectAll().where('package_id', '=', packageId).where('version', '=', version),
);

const revised = compiledQuery((db, status: VersionStatus, revision: string, publishedMs: number, id: number) =>
  db.updateTable('versions').set({ status, revision, published_ms: publishedMs }).where('id', '=', id),
);

export function sqliteVersions(db: Kysely<Tables>): Versions {
  const ofPackage = (packageId: number, filter: VersionFilter): VersionQuery => {
    let query = db.selectFrom('versions').selectAll().where('package_id', '=', packageId);
    if (filter.statuses) query = query.where('status', 'in', filter.statuses);
    if (filter.originType !== undefined) {
      query = query.where((e) => e(e.cast<string>('origin_type', 'text'), '=', filter.originType ?? ''));
    }
    return query;
  };
  return {
    async find(packageId, version) {
      const [row] = await named(db, packageId, version);
      return row && record(row);
    },
    async listByName(packageId, filter, { after, limit }) {
      let query = ofPackage(packageId, filter).orderBy('version').limit(limit);
      if (after !== undefined) query = query.where('version', '>', after);
      return (await query.execute()).map(record);
    },
    async listNewest(packageId, filter, { after, limit }) {
      let query = ofPackage(packageId, filter).orderBy('published_ms', 'desc').orderBy('id', 'desc').limit(limit);
      if (after) {
        query = query.where((e) => e(e.refTuple('published_ms', 'id'), '<', e.tuple(after[0], after[1])));
      }
      return (await query.execute()).map(record);
    },
    async insert(version) {
      const row = await db
        .insertInto('versions')
        .values({
          package_id: version.packageId,
          version: version.version,
          status: version.status,
          revision: version.revision,
          published_ms: version.publishedMs,
          origin_type: version.origin.type,
          origin_repository: version.origin.repository ?? null,
          origin_connection: version.origin.connection ?? null,
          metadata: JSON.stringify(version.metadata),
          deprecated: version.deprecated ?? null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return record(row);
    },
    async revise({ id, publishedMs, revision, status }) {
      await revised(db, status, revision, publishedMs, id);
    },
    async update(id, change) {
      await db.updateTable('versions').set(columns(change)).where('id', '=', id).execute();
    },
    async remove(id) {
      await db.deleteFrom('versions').where('id', '=', id).execute();
    },
  };
}

function columns(change: VersionChange): Partial<Selectable<Tables['versions']>> {
  return {
    ...(change.status && { status: change.status }),
    ...(change.revision !== undefined && { revision: change.revision }),
    ...(change.publishedMs !== undefined && { published_ms: change.publishedMs }),
    ...(change.metadata && { metadata: JSON.stringify(change.metadata) }),
    ...(change.origin && {
      origin_type: change.origin.type,
      origin_repository: change.origin.repository ?? null,
      origin_connection: change.origin.connection ?? null,
    }),
    ...('deprecated' in change && { deprecated: change.deprecated ?? null }),
  };
}

function record(row: Selectable<Tables['versions']>): VersionRecord {
  return {
    id: row.id,
    packageId: row.package_id,
    version: row.version,
    status: row.status,
    revision: row.revision,
    publishedMs: row.published_ms,
    origin: {
      type: row.origin_type,
      repository: row.origin_repository ?? undefined,
      connection: row.origin_connection ?? undefined,
    },
    metadata: JSON.parse(row.metadata),
    deprecated: row.deprecated ?? undefined,
  };
}
