import type { Generated } from 'kysely';
import type { Control, OriginType, PackageFormat, VersionStatus } from '../records.ts';

/** Rows as they are in the database: times in milliseconds, structured values as JSON, absent strings empty or null. */
export interface Tables {
  domains: { name: string; created_ms: number; encryption_key: string };
  repositories: {
    id: Generated<number>;
    domain: string;
    name: string;
    description: string | null;
    created_ms: number;
    upstreams: string;
    connections: string;
  };
  packages: {
    id: Generated<number>;
    repository_id: number;
    format: PackageFormat;
    namespace: string;
    name: string;
    display_name: string;
    publish: Control;
    upstream: Control;
    sequence: Generated<number>;
  };
  versions: {
    id: Generated<number>;
    package_id: number;
    version: string;
    status: VersionStatus;
    revision: string;
    published_ms: number;
    origin_type: OriginType;
    origin_repository: string | null;
    origin_connection: string | null;
    metadata: string;
    deprecated: string | null;
  };
  assets: {
    version_id: number;
    name: string;
    sha256: string;
    size: number;
    uploaded_ms: number;
    metadata: string;
  };
  blobs: { sha256: string; size: number; md5: string | null; sha1: string | null; sha512: string | null };
  dist_tags: { package_id: number; tag: string; version: string };
  documents: { kind: string; key: string; value: string };
}
