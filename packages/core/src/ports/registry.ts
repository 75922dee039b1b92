import type { PackageRef, RepositoryRef, VersionRef } from '../coordinates.ts';
import type { Sha256 } from '../sha256.ts';
import type { DistTagEditor, PackumentReader, VersionDeprecator } from './packument.ts';
import type { DocumentMaker } from './publish-document.ts';

/** CodeArtifact's opaque identity of a version's present assets and metadata; usable only as a precondition. */
export type Revision = string & { readonly __brand: 'Revision' };

export type VersionStatus = 'Published' | 'Unfinished' | 'Unlisted' | 'Archived' | 'Disposed';

export interface Asset {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  /** `sha512-…`, as npm's lock files pin it. In listings of npm versions, where the service tells it. */
  readonly integrity?: string;
}

/** One consistent listing: every asset of a version at one revision. */
export interface AssetListing {
  readonly revision: Revision;
  /** In the service's order; names are unique. */
  readonly assets: readonly Asset[];
}

export interface VersionDescription {
  readonly revision: Revision;
  readonly status: VersionStatus;
  readonly publishedAt?: Date;
  /** Whether the version was published to the repository (INTERNAL) or ingested from outside (EXTERNAL). */
  readonly origin?: 'INTERNAL' | 'EXTERNAL' | 'UNKNOWN';
}

export interface VersionSummary {
  readonly version: string;
  readonly revision: Revision;
  readonly status: VersionStatus;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

export interface ListVersionsOptions {
  /** Only versions of this status. Default: every status. */
  readonly status?: VersionStatus;
  /** Newest first by publishing time. Default false: in no stated order. */
  readonly newestFirst?: boolean;
  /** 1 to 1000. Default 1000. */
  readonly pageSize?: number;
  readonly pageToken?: string;
}

/** Reads what versions a repository holds. */
export interface VersionReader {
  readonly repository: RepositoryRef;
  /** A page of packages: of one namespace (exactly it, not its prefix), or without a namespace given, of all. */
  listPackages(query: PackagesQuery): Promise<Page<PackageRef>>;
  /** A page of a package's versions; an unknown package has none. */
  listVersions(pkg: PackageRef, options?: ListVersionsOptions): Promise<Page<VersionSummary>>;
  /** Undefined when the repository does not hold the version. */
  describeVersion(ref: VersionRef): Promise<VersionDescription | undefined>;
  /** Every asset at one revision, or undefined when the repository does not hold the version. */
  listAssets(ref: VersionRef): Promise<AssetListing | undefined>;
}

export interface PackagesQuery {
  readonly format: PackageRef['format'];
  readonly namespace?: string;
  /** Only names that begin with this. */
  readonly prefix?: string;
  readonly pageToken?: string;
}

/** Reads the bytes of assets. */
export interface AssetReader {
  /**
   * The bytes of an asset, verified: the stream throws `corrupt-content` at its end when size or SHA-256 are not those
   * of `asset`. Undefined when the version or the asset is not there. With `revision`, throws `mismatched-revision`
   * when the version has changed since.
   */
  openAsset(
    ref: VersionRef,
    asset: Asset,
    options?: { readonly revision?: Revision },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** A small asset whose digest is not known beforehand (at most `maxBytes`, default 4 MiB), or undefined. */
  readSmallAsset(
    ref: VersionRef,
    name: string,
    options?: { readonly maxBytes?: number },
  ): Promise<Uint8Array | undefined>;
}

/** Reads what installers are offered of a project. pypi only: of other formats nothing. */
export interface ProjectReader {
  /** The files of all versions, those of upstreams included; none when there is no such project. One request. */
  readProject(pkg: PackageRef): Promise<readonly InstallerFile[]>;
}

/** A repository that can only be read: what a promotion's source is by type. */
export interface RepositoryReader extends VersionReader, AssetReader, PackumentReader, ProjectReader {}

/** What is sent to publish one asset. */
export interface Publication {
  readonly asset: Asset;
  /** Opens the bytes from their beginning; called again for each retry. */
  open(): Promise<AsyncIterable<Uint8Array>>;
  /** generic only: leave the version open for more assets. Default false: the version is Published at once. */
  readonly unfinished?: boolean;
  /** pypi only: the upload form's metadata fields, in order, without `content` and digests. */
  readonly fields?: readonly FormField[];
  /** npm only, and needed there: makes the document that the tarball is sent in. */
  readonly document?: DocumentMaker;
  /** npm only, and needed there: the dist-tag that the publish sets. A version that is there already keeps its tags. */
  readonly tag?: string;
  /** Told of the bytes as they are sent; a retry sends them again. */
  readonly onBytes?: (bytes: number) => void;
}

export type FormField = readonly [name: string, value: string];

export type PublishOutcome =
  /** The asset is there now with these bytes (it may have been there before). */
  | { readonly outcome: 'published'; readonly revision?: Revision }
  /** The registry refused with a conflict: the caller lists again and judges by digest. */
  | { readonly outcome: 'conflict'; readonly message: string };

/** Publishes single assets. Throws `access-denied` where the caller may not. */
export interface AssetPublisher {
  publishAsset(ref: VersionRef, publication: Publication): Promise<PublishOutcome>;
}

export interface StatusChange {
  readonly to: 'Published' | 'Unlisted' | 'Archived';
  /** Refused with `mismatched-status` when the version has another. */
  readonly expected: VersionStatus;
  /** Refused with `mismatched-revision` when the version has another. */
  readonly revision?: Revision;
}

/** Changes and removes versions. Each call is refused (a CodedError) or done; a batch of one. */
export interface VersionEditor {
  /** Throws `not-found`, `mismatched-status` or `mismatched-revision`. */
  updateStatus(ref: VersionRef, change: StatusChange): Promise<void>;
  /**
   * Destroys the version's assets and leaves a tombstone: nothing can be published there again. Throws
   * `mismatched-status`; a version that is not there, or was disposed of before, is no error.
   */
  disposeVersion(ref: VersionRef, options: { readonly expected: VersionStatus }): Promise<void>;
  /** Removes the version. Throws `mismatched-status`; a version that is not there is no error. */
  deleteVersion(ref: VersionRef, options: { readonly expected: VersionStatus }): Promise<void>;
}

export interface CopyRequest {
  /** A repository of the same domain. */
  readonly from: RepositoryRef;
  readonly ref: VersionRef;
  /** The source's revision when its hashes were compared. */
  readonly revision: Revision;
  /** Default false. */
  readonly allowOverwrite?: boolean;
}

export type CopyOutcome =
  | { readonly outcome: 'copied'; readonly revision: Revision }
  /** In neither map of the reply: the destination already held an equal version. */
  | { readonly outcome: 'already-equal' }
  /** The destination holds another version of that name (ALREADY_EXISTS). */
  | { readonly outcome: 'already-exists'; readonly message: string };

/** Copies whole versions inside the service. Throws `mismatched-revision`, `not-found`, `access-denied`, `not-allowed`. */
export interface VersionCopier {
  copyVersion(request: CopyRequest): Promise<CopyOutcome>;
}

/** A repository that may be written to: a promotion's destination, the transit, the home. */
export interface RepositoryWriter
  extends RepositoryReader, AssetPublisher, VersionEditor, VersionCopier, DistTagEditor, VersionDeprecator {
  /** How installers see a package: the simple index of pypi or the packument of npm. Generic: undefined. */
  installerView(ref: VersionRef): Promise<readonly InstallerFile[] | undefined>;
}

/** A file that package managers are offered for a version. */
export interface InstallerFile {
  readonly name: string;
  readonly sha256?: Sha256;
  /** npm: `sha512-…`, which stands there for the SHA-256. */
  readonly integrity?: string;
  /** pypi: for which Pythons it is, as the index says. */
  readonly requiresPython?: string;
  /** pypi: whether installers leave it unless it is named exactly (PEP 592). */
  readonly yanked?: boolean;
}
