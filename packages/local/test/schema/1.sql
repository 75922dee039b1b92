-- A data folder as schema 1 wrote it. Never edited: what was written stays written.
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

INSERT INTO domains VALUES ('abc', 1700000000000, 'arn:aws:kms:us-east-1:000000000000:key/local');
INSERT INTO repositories VALUES (1, 'abc', 'dev', 'of the team', 1700000000001, '[]', '[]');
INSERT INTO repositories VALUES (2, 'abc', 'prod', NULL, 1700000000002, '["dev"]', '[]');
INSERT INTO packages VALUES (1, 1, 'generic', 'ns', 'tools', 'tools', 'ALLOW', 'BLOCK', 2);
INSERT INTO packages VALUES (2, 1, 'npm', '', 'left', 'left', 'ALLOW', 'BLOCK', 1);
INSERT INTO versions VALUES (1, 1, '1.0', 'Published', 'revision-of-1', 1700000000003, 'INTERNAL', 'dev', NULL, '{}', NULL);
INSERT INTO versions VALUES (2, 1, '2.0', 'Archived', 'revision-of-2', 1700000000004, 'INTERNAL', 'dev', NULL, '{}', NULL);
INSERT INTO versions VALUES (3, 2, '1.0.0', 'Published', 'revision-of-3', 1700000000005, 'INTERNAL', 'dev', NULL, '{}', 'use right');
INSERT INTO assets VALUES (1, 'a.txt', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1, 1700000000003, '{}');
INSERT INTO assets VALUES (2, 'b.txt', '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', 1, 1700000000004, '{}');
INSERT INTO assets VALUES (3, 'package.tgz', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1, 1700000000005, '{}');
INSERT INTO blobs VALUES ('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1, '0cc175b9c0f1b6a831c399e269772661', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8', '1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f5302860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75');
INSERT INTO blobs VALUES ('3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', 1, NULL, NULL, NULL);
INSERT INTO dist_tags VALUES (2, 'latest', '1.0.0');
INSERT INTO documents VALUES ('policy', 'arn:aws:codeartifact:us-east-1:000000000000:domain/abc', '{"document":"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"codeartifact:Describe*\",\"Resource\":\"*\"}}","revision":"r1"}');

PRAGMA user_version = 1;
