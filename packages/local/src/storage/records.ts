export const packageFormats = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'] as const;
export type PackageFormat = (typeof packageFormats)[number];
export type VersionStatus = 'Published' | 'Unfinished' | 'Unlisted' | 'Archived' | 'Disposed';
export type Control = 'ALLOW' | 'BLOCK';
export type OriginType = 'INTERNAL' | 'EXTERNAL' | 'UNKNOWN';

export interface DomainRecord {
  readonly name: string;
  readonly createdMs: number;
  readonly encryptionKey: string;
}

export interface RepositoryRecord {
  readonly id: number;
  readonly domain: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly createdMs: number;
  /** In the order in which they are searched. */
  readonly upstreams: readonly string[];
  readonly connections: readonly ExternalConnection[];
}

export interface ExternalConnection {
  readonly name: string;
  readonly format: PackageFormat;
}

/** `namespace` is empty where a package has none. `name` is the normalised one. */
export interface PackageKey {
  readonly format: PackageFormat;
  readonly namespace: string;
  readonly name: string;
}

export interface PackageRecord extends PackageKey {
  readonly id: number;
  readonly repositoryId: number;
  readonly displayName: string;
  readonly publish: Control;
  readonly upstream: Control;
}

export interface Origin {
  readonly type: OriginType;
  readonly repository: string | undefined;
  readonly connection: string | undefined;
}

/** What a package manager's metadata says of a version. Part of its revision. */
export interface VersionMetadata {
  readonly summary?: string;
  readonly homePage?: string;
  readonly sourceCodeRepository?: string;
  readonly licenses?: readonly string[];
  readonly readme?: string;
  readonly dependencies?: readonly Dependency[];
  /** npm: the manifest as published. */
  readonly manifest?: string;
}

export interface Dependency {
  readonly namespace?: string;
  readonly package: string;
  readonly dependencyType: string;
  readonly versionRequirement: string;
}

export interface VersionRecord {
  readonly id: number;
  readonly packageId: number;
  readonly version: string;
  readonly status: VersionStatus;
  readonly revision: string;
  readonly publishedMs: number;
  readonly origin: Origin;
  readonly metadata: VersionMetadata;
  /** npm: set by `npm deprecate`; not part of the revision's asset list. */
  readonly deprecated: string | undefined;
}

/**
 * `requiresPython` and `yanked` (the reason, often empty): what the index tells installers (PEP 503, PEP 592). Only files of a public
 * index are yanked.
 */
export interface AssetMetadata {
  readonly requiresPython?: string;
  readonly yanked?: string;
  readonly attestations?: string;
}

export interface AssetRecord {
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  readonly uploadedMs: number;
  readonly metadata: AssetMetadata;
}

export interface BlobHashes {
  readonly md5: string;
  readonly sha1: string;
  readonly sha512: string;
}
