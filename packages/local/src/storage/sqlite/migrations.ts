/**
 * The schema, as steps that are only ever added to. `PRAGMA user_version` counts those that a database has been through.
 * `published_ms, id` orders the newest first listing; the unique keys order the others.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE domains (
    name TEXT PRIMARY KEY,
    created_ms INTEGER NOT NULL,
    encryption_key TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE repositories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain TEXT NOT NULL REFERENCES domains(name),
    name TEXT NOT NULL,
    description TEXT,
    created_ms INTEGER NOT NULL,
    upstreams TEXT NOT NULL DEFAULT '[]',
    connections TEXT NOT NULL DEFAULT '[]',
    UNIQUE (domain, name)
  );

  CREATE TABLE packages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    format TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    publish TEXT NOT NULL,
    upstream TEXT NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 0,
    UNIQUE (repository_id, format, namespace, name)
  );

  CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id INTEGER NOT NULL REFERENCES packages(id) ON DELETE CASCADE,
    version TEXT NOT NULL,
    status TEXT NOT NULL,
    revision TEXT NOT NULL,
    published_ms INTEGER NOT NULL,
    origin_type TEXT NOT NULL,
    origin_repository TEXT,
    origin_connection TEXT,
    metadata TEXT NOT NULL,
    deprecated TEXT,
    UNIQUE (package_id, version)
  );
  CREATE INDEX versions_newest ON versions (package_id, published_ms, id);

  CREATE TABLE assets (
    version_id INTEGER NOT NULL REFERENCES versions(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    uploaded_ms INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    PRIMARY KEY (version_id, name)
  ) WITHOUT ROWID;
  CREATE INDEX assets_blob ON assets (sha256);

  CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    md5 TEXT,
    sha1 TEXT,
    sha512 TEXT
  ) WITHOUT ROWID;
  CREATE INDEX blobs_unhashed ON blobs (sha256) WHERE md5 IS NULL;

  CREATE TABLE dist_tags (
    package_id INTEGER NOT NULL REFERENCES packages(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (package_id, tag)
  ) WITHOUT ROWID;

  CREATE TABLE documents (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) WITHOUT ROWID;
  `,
];
