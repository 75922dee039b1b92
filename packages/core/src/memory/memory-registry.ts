import { collect } from '../bytes.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type PackageRef, packageOf, type RepositoryRef, type VersionRef } from '../coordinates.ts';
import type {
  Asset,
  AssetListing,
  CopyOutcome,
  CopyRequest,
  InstallerFile,
  ListVersionsOptions,
  PackagesQuery,
  Page,
  Publication,
  PublishOutcome,
  RepositoryWriter,
  Revision,
  StatusChange,
  VersionDescription,
  VersionStatus,
  VersionSummary,
} from '../ports/registry.ts';
import { sha256Of } from '../sha256.ts';
import type { Packument } from '../ports/packument.ts';
import type { MemoryDomain } from './memory-domain.ts';
import { integrityOf, type MemoryTags, packumentOf } from './memory-packages.ts';
import { type MemoryAsset, type MemoryVersion, packageId, revisionOf, versionId } from './memory-version.ts';

const PUBLISHES = { generic: 'PublishPackageVersion', npm: 'NpmPublish', pypi: 'PypiUpload' } as const;

/** One repository of a MemoryDomain. */
export class MemoryRegistry implements RepositoryWriter {
  readonly repository: RepositoryRef;
  readonly #domain: MemoryDomain;

  constructor(domain: MemoryDomain, repository: string) {
    this.#domain = domain;
    this.repository = { ...domain.ref, repository };
  }

  async listPackages({ format, namespace, prefix = '' }: PackagesQuery): Promise<Page<PackageRef>> {
    this.#domain.count('ListPackages', 'read');
    const found = new Map<string, PackageRef>();
    for (const { ref } of this.#versions.values()) {
      if (
        ref.format === format &&
        (namespace === undefined || ref.namespace === namespace) &&
        ref.name.startsWith(prefix)
      ) {
        found.set(packageId(ref), packageOf(ref));
      }
    }
    return { items: [...found.values()] };
  }

  async listVersions(pkg: PackageRef, options: ListVersionsOptions = {}): Promise<Page<VersionSummary>> {
    this.#domain.count('ListPackageVersions', 'read');
    const { status, newestFirst = false, pageSize = 1000, pageToken = '0' } = options;
    const all = [...this.#versions.values()].filter(
      (version) => packageId(version.ref) === packageId(pkg) && (status === undefined || version.status === status),
    );
    if (newestFirst) all.reverse().sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime());
    const end = Number(pageToken) + pageSize;
    const items = all.slice(Number(pageToken), end).map((version) => ({
      version: version.ref.version,
      revision: revisionOf(version),
      status: version.status,
    }));
    return { items, ...(end < all.length ? { nextToken: String(end) } : {}) };
  }

  async describeVersion(ref: VersionRef): Promise<VersionDescription | undefined> {
    this.#domain.count('DescribePackageVersion', 'read');
    const version = this.#find(ref);
    return (
      version && {
        revision: revisionOf(version),
        status: version.status,
        publishedAt: version.publishedAt,
        origin: 'INTERNAL',
      }
    );
  }

  async listAssets(ref: VersionRef): Promise<AssetListing | undefined> {
    this.#domain.count('ListPackageVersionAssets', 'read');
    const version = this.#find(ref);
    return version && { revision: revisionOf(version), assets: [...version.assets.values()].map(listed(ref)) };
  }

  async openAsset(
    ref: VersionRef,
    asset: Asset,
    options: { readonly revision?: Revision } = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    this.#domain.count('GetPackageVersionAsset', 'read');
    const version = this.#find(ref);
    const found = version?.assets.get(asset.name);
    if (!version || !found) return undefined;
    if (options.revision !== undefined) this.#requireRevision(version, options.revision);
    this.#domain.transferred(found.content.length);
    return verified(found.content, asset);
  }

  async readSmallAsset(ref: VersionRef, name: string): Promise<Uint8Array | undefined> {
    this.#domain.count('GetPackageVersionAsset', 'read');
    return this.#find(ref)?.assets.get(name)?.content;
  }

  async publishAsset(
    ref: VersionRef,
    { asset, onBytes, open, tag = 'latest', unfinished = false }: Publication,
  ): Promise<PublishOutcome> {
    this.#domain.count(PUBLISHES[ref.format], 'write');
    const content = await collect(await open());
    if (sha256Of(content) !== asset.sha256 || content.length !== asset.size) {
      throw new CodedError('corrupt-content', `The bytes sent for ${asset.name} are not those announced.`);
    }
    onBytes?.(content.length);
    if (ref.format !== 'generic') this.#domain.transferred(content.length);
    const version = this.#find(ref) ?? this.#create(ref, tag);
    const held = version.assets.get(asset.name)?.asset.sha256;
    if (held !== undefined && held !== asset.sha256) return conflict(`${asset.name} exists with other bytes`);
    if (held === undefined && ref.format === 'generic' && version.status !== 'Unfinished') {
      return conflict(`${formatVersion(ref)} is ${version.status}`);
    }
    if (version.status === 'Archived' || version.status === 'Disposed') return conflict(`it is ${version.status}`);
    version.assets.set(asset.name, { asset: { name: asset.name, size: asset.size, sha256: asset.sha256 }, content });
    if (!unfinished && version.status === 'Unfinished') version.status = 'Published';
    return { outcome: 'published', revision: revisionOf(version) };
  }

  async updateStatus(ref: VersionRef, { to, expected, revision }: StatusChange): Promise<void> {
    this.#domain.count('UpdatePackageVersionsStatus', 'write');
    const version = this.#require(ref);
    this.#requireStatus(version, expected);
    if (revision !== undefined) this.#requireRevision(version, revision);
    version.status = to;
  }

  async disposeVersion(ref: VersionRef, { expected }: { readonly expected: VersionStatus }): Promise<void> {
    this.#domain.count('DisposePackageVersions', 'write');
    const version = this.#find(ref);
    if (!version || version.status === 'Disposed') return;
    this.#requireStatus(version, expected);
    version.status = 'Disposed';
    version.assets.clear();
  }

  async deleteVersion(ref: VersionRef, { expected }: { readonly expected: VersionStatus }): Promise<void> {
    this.#domain.count('DeletePackageVersions', 'write');
    const version = this.#find(ref);
    if (version) {
      this.#requireStatus(version, expected);
      this.#versions.delete(versionId(ref));
      if (this.#domain.danglingTags === 'drop') for (const tag of this.#tags.at(ref)) this.#tags.remove(ref, tag);
    }
  }

  async copyVersion({ from, ref, revision, allowOverwrite = false }: CopyRequest): Promise<CopyOutcome> {
    this.#domain.count('CopyPackageVersions', 'write');
    const { tags, versions } = this.#domain.repository(from.repository);
    const source = versions.get(versionId(ref));
    if (!source) throw new CodedError('not-found', `${from.repository} has no ${formatVersion(ref)}.`);
    this.#requireRevision(source, revision);
    if (source.status === 'Unfinished' || source.status === 'Disposed') {
      throw new CodedError('not-allowed', `${formatVersion(ref)} is ${source.status} and cannot be copied.`);
    }
    const held = this.#find(ref);
    if (held && revisionOf(held) === revision) return { outcome: 'already-equal' };
    if (held && !allowOverwrite) {
      return { outcome: 'already-exists', message: `Version ${ref.version} already exists` };
    }
    if (held && held.status !== 'Published' && held.status !== 'Unlisted') {
      throw new CodedError('not-allowed', `${formatVersion(ref)} is ${held.status} and cannot be copied over.`);
    }
    const merged = held && this.#domain.copyOverwrite === 'merge' ? held.assets : new Map();
    const assets = new Map([...merged, ...source.assets]);
    const { deprecated, status } = source;
    const copy = { ref: source.ref, status, publishedAt: this.#domain.clock.now(), assets, deprecated };
    this.#versions.set(versionId(ref), copy);
    for (const tag of tags.at(ref)) this.#tags.set(ref, tag);
    return { outcome: 'copied', revision: revisionOf(copy) };
  }

  async installerView(ref: VersionRef): Promise<readonly InstallerFile[] | undefined> {
    if (ref.format === 'generic') return undefined;
    this.#domain.count(ref.format === 'pypi' ? 'PypiIndex' : 'NpmPackument', 'read');
    const version = this.#find(ref);
    const files = version?.status === 'Published' ? [...version.assets.values()] : [];
    return ref.format === 'npm'
      ? files.map(({ asset: { name }, content }) => ({ name, integrity: integrityOf(content) }))
      : files.map(({ asset: { name, sha256 } }) => ({ name, sha256 }));
  }

  async readProject(pkg: PackageRef): Promise<readonly InstallerFile[]> {
    if (pkg.format !== 'pypi') return [];
    this.#domain.count('PypiIndex', 'read');
    const versions = [...this.#versions.values()].filter(
      ({ ref, status }) => packageId(ref) === packageId(pkg) && status === 'Published',
    );
    return versions
      .flatMap(({ assets }) => [...assets.values()])
      .map(({ asset: { name, sha256 } }) => ({ name, sha256 }));
  }

  async readPackument(pkg: PackageRef): Promise<Packument | undefined> {
    this.#domain.count('NpmPackument', 'read');
    const versions = [...this.#versions.values()].filter(({ ref }) => packageId(ref) === packageId(pkg));
    return packumentOf(versions, this.#tags.of(pkg));
  }

  async setDistTag(ref: VersionRef, tag: string): Promise<void> {
    this.#domain.count('NpmDistTag', 'write');
    this.#require(ref);
    this.#tags.set(ref, tag);
  }

  async removeDistTag(pkg: PackageRef, tag: string): Promise<void> {
    this.#domain.count('NpmDistTag', 'write');
    this.#tags.remove(pkg, tag);
  }

  async deprecateVersion(ref: VersionRef, message: string): Promise<void> {
    this.#domain.count('NpmPackument', 'read'); // which is sent back with the change
    this.#domain.count('NpmDeprecate', 'write');
    this.#require(ref).deprecated = message === '' ? undefined : message;
  }

  get #versions(): Map<string, MemoryVersion> {
    return this.#domain.repository(this.repository.repository).versions;
  }

  get #tags(): MemoryTags {
    return this.#domain.repository(this.repository.repository).tags;
  }

  #find(ref: VersionRef): MemoryVersion | undefined {
    return this.#versions.get(versionId(ref));
  }

  #require(ref: VersionRef): MemoryVersion {
    const version = this.#find(ref);
    if (version) return version;
    throw new CodedError('not-found', `${this.repository.repository} has no ${formatVersion(ref)}.`);
  }

  #create(ref: VersionRef, tag: string): MemoryVersion {
    const status = ref.format === 'generic' ? 'Unfinished' : 'Published';
    const version: MemoryVersion = { ref, status, publishedAt: this.#domain.clock.now(), assets: new Map() };
    this.#versions.set(versionId(ref), version);
    if (ref.format !== 'npm') return version;
    this.#tags.set(ref, tag);
    const isForced = this.#domain.latestOnPublish === 'forced' && !this.#tags.of(ref).has('latest');
    if (isForced) this.#tags.set(ref, 'latest');
    return version;
  }

  #requireRevision(version: MemoryVersion, revision: Revision): void {
    if (revisionOf(version) === revision) return;
    throw new CodedError('mismatched-revision', `${formatVersion(version.ref)} has changed since it was listed.`);
  }

  #requireStatus(version: MemoryVersion, expected: VersionStatus): void {
    if (version.status === expected) return;
    throw new CodedError(
      'mismatched-status',
      `${formatVersion(version.ref)} is ${version.status}, not ${expected} as expected.`,
    );
  }
}

/** Listings of npm versions tell what lock files pin. */
function listed({ format }: VersionRef): (held: MemoryAsset) => Asset {
  return ({ asset, content }) => (format === 'npm' ? { ...asset, integrity: integrityOf(content) } : asset);
}

function conflict(message: string): PublishOutcome {
  return { outcome: 'conflict', message };
}

async function* verified(content: Uint8Array, asset: Asset): AsyncIterable<Uint8Array> {
  yield content;
  if (content.length === asset.size && sha256Of(content) === asset.sha256) return;
  throw new CodedError('corrupt-content', `The bytes of ${asset.name} are not those listed.`);
}
