import type {
  AssetRecord,
  BlobHashes,
  Control,
  DomainRecord,
  ExternalConnection,
  Origin,
  PackageFormat,
  PackageKey,
  PackageRecord,
  RepositoryRecord,
  VersionMetadata,
  VersionRecord,
  VersionStatus,
} from './records.ts';

/** A page of a listing: at most `limit` rows after `after`, in the listing's order. */
export interface Page<Key> {
  readonly after?: Key | undefined;
  readonly limit: number;
}

export interface Domains {
  find(name: string): Promise<DomainRecord | undefined>;
  list(page: Page<string>): Promise<readonly DomainRecord[]>;
  insert(domain: DomainRecord): Promise<void>;
  remove(name: string): Promise<void>;
  /** Bytes of the distinct blobs that any repository of the domain refers to. Looks at all of them. */
  assetBytes(name: string): Promise<number>;
  repositoryCount(name: string): Promise<number>;
}

export interface NewRepository {
  readonly domain: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly createdMs: number;
}

export interface RepositoryFilter {
  readonly domain?: string | undefined;
  readonly prefix?: string | undefined;
}

export interface Repositories {
  find(domain: string, name: string): Promise<RepositoryRecord | undefined>;
  /** By domain, then name. */
  list(filter: RepositoryFilter, page: Page<readonly [string, string]>): Promise<readonly RepositoryRecord[]>;
  insert(repository: NewRepository): Promise<RepositoryRecord>;
  describe(id: number, description: string): Promise<void>;
  setUpstreams(id: number, upstreams: readonly string[]): Promise<void>;
  setConnections(id: number, connections: readonly ExternalConnection[]): Promise<void>;
  /** The repositories of the domain that have `name` as a direct upstream. */
  downstreamsOf(domain: string, name: string): Promise<readonly string[]>;
  /** Removes it with its packages, versions and assets. */
  remove(id: number): Promise<void>;
}

export interface PackageFilter {
  readonly format?: PackageFormat | undefined;
  readonly namespacePrefix?: string | undefined;
  readonly namePrefix?: string | undefined;
  readonly publish?: Control | undefined;
  readonly upstream?: Control | undefined;
}

export interface NewPackage extends PackageKey {
  readonly repositoryId: number;
  readonly displayName: string;
  readonly publish: Control;
  readonly upstream: Control;
}

export interface Packages {
  find(repositoryId: number, key: PackageKey): Promise<PackageRecord | undefined>;
  /** By format, namespace, name. */
  list(
    repositoryId: number,
    filter: PackageFilter,
    page: Page<readonly [string, string, string]>,
  ): Promise<readonly PackageRecord[]>;
  /** Each package of the domain once, in whichever repositories it is, by format, namespace, name. */
  listOfDomain(domain: string): Promise<readonly PackageKey[]>;
  insert(item: NewPackage): Promise<PackageRecord>;
  setOrigin(id: number, publish: Control, upstream: Control): Promise<void>;
  remove(id: number): Promise<void>;
  /** The next number of the package's events. */
  nextSequence(id: number): Promise<number>;
}

export interface NewVersion {
  readonly packageId: number;
  readonly version: string;
  readonly status: VersionStatus;
  readonly revision: string;
  readonly publishedMs: number;
  readonly origin: Origin;
  readonly metadata: VersionMetadata;
  readonly deprecated?: string | undefined;
}

export interface VersionFilter {
  readonly statuses?: readonly VersionStatus[] | undefined;
  readonly originType?: string | undefined;
}

export type VersionChange = Partial<
  Pick<VersionRecord, 'status' | 'revision' | 'publishedMs' | 'metadata' | 'origin' | 'deprecated'>
>;

export interface Versions {
  find(packageId: number, version: string): Promise<VersionRecord | undefined>;
  /** By version string (code units). */
  listByName(packageId: number, filter: VersionFilter, page: Page<string>): Promise<readonly VersionRecord[]>;
  /** Newest first. The key is (publishedMs, id) of the last row of the page before. */
  listNewest(
    packageId: number,
    filter: VersionFilter,
    page: Page<readonly [number, number]>,
  ): Promise<readonly VersionRecord[]>;
  insert(version: NewVersion): Promise<VersionRecord>;
  /** Writes these of a version: all that another asset or another status changes. */
  revise(version: Pick<VersionRecord, 'id' | 'status' | 'revision' | 'publishedMs'>): Promise<void>;
  update(id: number, change: VersionChange): Promise<void>;
  /** Removes it with its assets. */
  remove(id: number): Promise<void>;
}

export interface Assets {
  find(versionId: number, name: string): Promise<AssetRecord | undefined>;
  /** By name (UTF-8 bytes). */
  list(versionId: number, page?: Page<string>): Promise<readonly AssetRecord[]>;
  /** Assets of every version of the package that has one of the statuses: one query for an index page. */
  listOfPackage(
    packageId: number,
    statuses: readonly VersionStatus[],
  ): Promise<readonly (AssetRecord & { readonly version: string })[]>;
  /** Name and hash of each, in any order: one row of the database, however many there are. */
  digests(versionId: number): Promise<readonly Pick<AssetRecord, 'name' | 'sha256'>[]>;
  count(versionId: number): Promise<number>;
  insert(versionId: number, asset: AssetRecord): Promise<void>;
  removeAll(versionId: number): Promise<void>;
  remove(versionId: number, name: string): Promise<void>;
}

export interface Blobs {
  /** Makes the blob known; harmless when it is. `hashes` may be told later. */
  add(sha256: string, size: number, hashes: BlobHashes | undefined): Promise<void>;
  hashesOf(sha256: string): Promise<BlobHashes | undefined>;
  /** In bytes; undefined for a blob that is not known. */
  sizeOf(sha256: string): Promise<number | undefined>;
  setHashes(sha256: string, hashes: BlobHashes): Promise<void>;
  /** Blobs that still lack their hashes. */
  listUnhashed(): Promise<readonly string[]>;
  isReferenced(sha256: string): Promise<boolean>;
  /** Every blob some asset refers to, in order, for checking the folder against the database. */
  listReferenced(page: Page<string>): Promise<readonly { readonly sha256: string; readonly size: number }[]>;
  forget(sha256: string): Promise<void>;
}

export interface DistTags {
  list(packageId: number): Promise<ReadonlyMap<string, string>>;
  set(packageId: number, tag: string, version: string): Promise<void>;
  remove(packageId: number, tag: string): Promise<void>;
  removeOf(packageId: number, version: string): Promise<void>;
}

/** Documents kept by key: resource tags, resource policies, package groups. */
export interface Documents {
  get(kind: string, key: string): Promise<string | undefined>;
  /** By key. */
  list(
    kind: string,
    prefix: string,
    page: Page<string>,
  ): Promise<readonly { readonly key: string; readonly value: string }[]>;
  set(kind: string, key: string, value: string): Promise<void>;
  remove(kind: string, key: string): Promise<void>;
  /** Removes all whose key is `prefix` or begins with it. */
  removeUnder(kind: string, prefix: string): Promise<void>;
}

export interface Metadata {
  readonly domains: Domains;
  readonly repositories: Repositories;
  readonly packages: Packages;
  readonly versions: Versions;
  readonly assets: Assets;
  readonly blobs: Blobs;
  readonly distTags: DistTags;
  readonly documents: Documents;
}

/** What changes with every publish, or only what is set up once and then asked for by every request. */
export type Scope = 'all' | 'settings';

/**
 * The server's metadata. `transact` runs `work` in one serialisable transaction: all of its changes are durable when it resolves,
 * none happened when it rejects. Work must not wait for anything but the store, since others wait for it: those that begin at once may
 * become durable together, or all fail when that does.
 */
export interface MetadataStore {
  transact<T>(work: (metadata: Metadata) => Promise<T>): Promise<T>;
  /**
   * Says whether anything (of `settings`: a domain, a repository or a document) may have changed: two equal answers, with no other between
   * them, mean that what was read in between is what is stored. Costs microseconds.
   */
  generation(of?: Scope): string;
  /** A read-only view of what is stored now, whatever is written later; close it. */
  snapshot(): Promise<MetadataStore>;
  close(): Promise<void>;
}
