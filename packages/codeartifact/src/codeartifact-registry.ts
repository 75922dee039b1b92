import type {
  Asset,
  AssetListing,
  AssetPublisher,
  CopyOutcome,
  CopyRequest,
  InstallerFile,
  ListVersionsOptions,
  PackageRef,
  PackagesQuery,
  Page,
  Publication,
  PublishOutcome,
  RepositoryRef,
  RepositoryWriter,
  Revision,
  StatusChange,
  VersionDescription,
  VersionRef,
  VersionStatus,
  VersionSummary,
} from '@buildset/core';
import { AssetDownload } from './asset-download.ts';
import { GenericPublisher } from './generic-publisher.ts';
import type { PypiEndpoint } from './pypi-endpoint.ts';
import type { RepositoryContext } from './repository-context.ts';
import type { RequestRunner } from './request-runner.ts';
import { VersionChanges } from './version-changes.ts';
import { VersionListing } from './version-listing.ts';

interface RegistryParts {
  readonly context: RepositoryContext;
  readonly runner: RequestRunner;
  readonly pypi: PypiEndpoint;
  /** Whether what is published counts as asset bytes; in the home it is records, notes and log entries. */
  readonly countsUploads: boolean;
}

/** A repository of CodeArtifact. Each port's part is a class of its own; this one only joins them. */
export class CodeArtifactRegistry implements RepositoryWriter {
  readonly repository: RepositoryRef;
  readonly #context: RepositoryContext;
  readonly #versions: VersionListing;
  readonly #download: AssetDownload;
  readonly #changes: VersionChanges;
  readonly #generic: AssetPublisher;
  readonly #pypi: PypiEndpoint;

  constructor({ context, runner, pypi, countsUploads }: RegistryParts) {
    this.repository = context.repository;
    this.#context = context;
    this.#versions = new VersionListing(context);
    this.#download = new AssetDownload(context, runner, this.#versions);
    this.#changes = new VersionChanges(context, this.#versions);
    this.#generic = new GenericPublisher(context, (bytes) => (countsUploads ? runner.transferred(bytes) : undefined));
    this.#pypi = pypi;
  }

  listPackages(query: PackagesQuery): Promise<Page<PackageRef>> {
    return this.#versions.listPackages(query);
  }

  listVersions(pkg: PackageRef, options?: ListVersionsOptions): Promise<Page<VersionSummary>> {
    return this.#versions.listVersions(pkg, options);
  }

  describeVersion(ref: VersionRef): Promise<VersionDescription | undefined> {
    return this.#versions.describeVersion(ref);
  }

  listAssets(ref: VersionRef): Promise<AssetListing | undefined> {
    return this.#versions.listAssets(ref);
  }

  openAsset(
    ref: VersionRef,
    asset: Asset,
    options?: { readonly revision?: Revision },
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#download.openAsset(ref, asset, options);
  }

  readSmallAsset(
    ref: VersionRef,
    name: string,
    options?: { readonly maxBytes?: number },
  ): Promise<Uint8Array | undefined> {
    return this.#download.readSmallAsset(ref, name, options);
  }

  /** generic through the API, pypi through the upload form; throws `format-not-supported` for the others. */
  async publishAsset(ref: VersionRef, publication: Publication): Promise<PublishOutcome> {
    if (ref.format === 'generic') return this.#generic.publishAsset(ref, publication);
    if (ref.format === 'pypi') return this.#pypi.upload(ref, publication);
    throw this.#context.error('format-not-supported', `cannot publish packages of format ${ref.format} yet`, ref);
  }

  updateStatus(ref: VersionRef, change: StatusChange): Promise<void> {
    return this.#changes.updateStatus(ref, change);
  }

  deleteVersion(ref: VersionRef, options: { readonly expected: VersionStatus }): Promise<void> {
    return this.#changes.deleteVersion(ref, options);
  }

  copyVersion(request: CopyRequest): Promise<CopyOutcome> {
    return this.#changes.copyVersion(request);
  }

  /** pypi: all files of the project's page, whatever their version; those of one version are told by their names. */
  async installerView(ref: VersionRef): Promise<readonly InstallerFile[] | undefined> {
    return ref.format === 'pypi' ? this.#pypi.index(ref.name) : undefined;
  }
}
