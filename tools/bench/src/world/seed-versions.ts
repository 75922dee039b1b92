import { createHash } from 'node:crypto';
import { join } from 'node:path';

import Database from 'libsql';

export interface Seed {
  readonly domain: string;
  readonly repository: string;
  readonly name: string;
  /** Named by eight digits, from 00000001. */
  readonly versions: number;
  /** Of each version. All have the same bytes, which need not be there: listings do not read them. */
  readonly assets: number;
}

const BLOB = createHash('sha256').update('').digest('hex');

/**
 * Writes many versions of generic packages, in the namespace `bench`, straight into the database of a server that is stopped:
 * publishing a million assets would take an hour.
 */
export async function seedVersions(dataDir: string, seeds: readonly Seed[]): Promise<void> {
  const database = new Database(join(dataDir, 'metadata.db'));
  try {
    database.exec('BEGIN');
    const hashes = [BLOB, '0'.repeat(32), '0'.repeat(40), '0'.repeat(128)];
    database.prepare('INSERT OR IGNORE INTO blobs VALUES (?, 0, ?, ?, ?)').run(...hashes);
    for (const seed of seeds) seedPackage(database, seed);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function seedPackage(database: Database.Database, { assets, domain, name, repository, versions }: Seed): void {
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)`;
  database
    .prepare(
      `INSERT INTO packages (repository_id, format, namespace, name, display_name, publish, upstream)
       SELECT id, 'generic', 'bench', ?, ?, 'ALLOW', 'ALLOW' FROM repositories WHERE domain = ? AND name = ?`,
    )
    .run(name, name, domain, repository);
  const { id }: { id: number } = database.prepare('SELECT max(id) AS id FROM packages WHERE name = ?').get(name) as {
    id: number;
  };
  database
    .prepare(
      `${numbers} INSERT INTO versions (package_id, version, status, revision, published_ms, origin_type, metadata)
       SELECT ?, printf('%08d', n), 'Published', printf('%032d', n), 1700000000000 + n, 'INTERNAL', '{}' FROM numbers`,
    )
    .run(versions, id);
  database
    .prepare(
      `${numbers} INSERT INTO assets (version_id, name, sha256, size, uploaded_ms, metadata)
       SELECT versions.id, 'asset-' || n, ?, 0, published_ms, '{}' FROM versions, numbers WHERE package_id = ?
       ORDER BY versions.id`,
    )
    .run(assets, BLOB, id);
}
