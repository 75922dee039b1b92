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
  Packument,
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
import type { NpmEndpoint } from './npm-endpoint.ts';
import type { PypiEndpoint } from './pypi-endpoint.ts';
import type { RepositoryContext } from './repository-context.ts';
import type { RequestRunner } from './request-runner.ts';
import { VersionChanges } from './version-changes.ts';
import { VersionListing } from './version-listing.ts';

interface RegistryParts {
  readonly context: RepositoryContext;
  readonly runner: RequestRunner;
  readonly npm: NpmEndpoint;
  readonly pypi: PypiEndpoint;
  /** Whether what is published counts as asset bytes; in the home it is records, notes and log entries. */
  readonly countsUploads: boolean;
}

/** A repository of CodeArtifact. Each port's part is a class of its own; this one only joins them. */
export class CodeArtifactRegistry implements RepositoryWriter {
  readonly repository: RepositoryRef;
  readonly #versions: VersionListing;
  readonly #download: AssetDownload;
  readonly #changes: VersionChanges;
  readonly #generic: AssetPublisher;
  readonly #npm: NpmEndpoint;
  readonly #pypi: PypiEndpoint;

  constructor({ context, runner, npm, pypi, countsUploads }: RegistryParts) {
    this.repository = context.repository;
    this.#versions = new VersionListing(context);
    this.#download = new AssetDownload(context, runner, this.#versions);
    this.#changes = new VersionChanges(context, this.#versions);
    this.#generic = new GenericPublisher(context, (bytes) => (countsUploads ? runner.transferred(bytes) : undefined));
    this.#npm = npm;
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

  /** generic through the API, pypi through the upload form, npm through its publish document. */
  publishAsset(ref: VersionRef, publication: Publication): Promise<PublishOutcome> {
    switch (ref.format) {
      case 'generic':
        return this.#generic.publishAsset(ref, publication);
      case 'npm':
        return this.#npm.publish(ref, publication);
      default:
        return this.#pypi.upload(ref, publication);
    }
  }

  updateStatus(ref: VersionRef, change: StatusChange): Promise<void> {
    return this.#changes.updateStatus(ref, change);
  }

  disposeVersion(ref: VersionRef, options: { readonly expected: VersionStatus }): Promise<void> {
    return this.#changes.disposeVersion(ref, options);
  }

  deleteVersion(ref: VersionRef, options: { readonly expected: VersionStatus }): Promise<void> {
    return this.#changes.deleteVersion(ref, options);
  }

  copyVersion(request: CopyRequest): Promise<CopyOutcome> {
    return this.#changes.copyVersion(request);
  }

  /** pypi: all files of the project's page, whatever their version; those of one version are told by their names. */
  async installerView(ref: VersionRef): Promise<readonly InstallerFile[] | undefined> {
    if (ref.format === 'generic') return undefined;
    return ref.format === 'npm' ? this.#npm.files(ref) : this.#pypi.index(ref.name);
  }

  async readProject(pkg: PackageRef): Promise<readonly InstallerFile[]> {
    return pkg.format === 'pypi' ? await this.#pypi.index(pkg.name) : [];
  }

  readPackument(pkg: PackageRef): Promise<Packument | undefined> {
    return this.#npm.packument(pkg);
  }

  setDistTag(ref: VersionRef, tag: string): Promise<void> {
    return this.#npm.setTag(ref, tag);
  }

  removeDistTag(pkg: PackageRef, tag: string): Promise<void> {
    return this.#npm.removeTag(pkg, tag);
  }

  deprecateVersion(ref: VersionRef, message: string): Promise<void> {
    return this.#npm.deprecate(ref, message);
  }
}
