import {
  type Asset,
  type AssetListing,
  type Format,
  formatPackage,
  formatVersion,
  isSha256,
  type ListVersionsOptions,
  type PackageRef,
  type PackagesQuery,
  type Page,
  type Revision,
  type VersionDescription,
  type VersionReader,
  type VersionRef,
  type VersionStatus,
  type VersionSummary,
} from '@buildset/core';
import { type RepositoryContext, unlessAbsent } from './repository-context.ts';

/** The most that the service gives at once. Source: ListPackageVersions, maxResults. */
const PAGE_SIZE = 1000;
/** How often a listing begins anew when the version changes between two of its pages. */
const LISTING_ATTEMPTS = 5;

const STATUSES: readonly VersionStatus[] = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed'];

/** Listings and descriptions, over the API. Control-plane reads do not look into upstreams. */
export class VersionListing implements VersionReader {
  readonly repository: RepositoryContext['repository'];
  readonly #context: RepositoryContext;

  constructor(context: RepositoryContext) {
    this.#context = context;
    this.repository = context.repository;
  }

  async listPackages(query: PackagesQuery): Promise<Page<PackageRef>> {
    const subject = this.#context.subject('ListPackages', `list the packages of ${this.repository.repository}`);
    const reply = await this.#context.plane.call(subject, (client) =>
      client.listPackages({
        domain: this.repository.domain,
        domainOwner: this.repository.domainOwner,
        repository: this.repository.repository,
        format: query.format,
        maxResults: PAGE_SIZE,
        ...(query.namespace === undefined ? {} : { namespace: query.namespace }),
        ...(query.prefix === undefined ? {} : { packagePrefix: query.prefix }),
        ...(query.pageToken === undefined ? {} : { nextToken: query.pageToken }),
      }),
    );
    const items = (reply.packages ?? [])
      // The service filters by the namespace's beginning; the prefix is looked at again because it costs nothing.
      .filter((found) => query.namespace === undefined || found.namespace === query.namespace)
      .filter((found) => found.package?.startsWith(query.prefix ?? '') === true)
      .map((found) => packageRef(query.format, found.namespace, found.package ?? ''));
    return page(items, reply.nextToken);
  }

  async listVersions(pkg: PackageRef, options: ListVersionsOptions = {}): Promise<Page<VersionSummary>> {
    const doing = `list the versions of ${formatPackage(pkg)} in ${this.repository.repository}`;
    const call = this.#context.plane.call(this.#context.subject('ListPackageVersions', doing, pkg), (client) =>
      client.listPackageVersions({
        ...this.#context.packageInput(pkg),
        maxResults: options.pageSize ?? PAGE_SIZE,
        ...(options.status === undefined ? {} : { status: options.status }),
        ...(options.newestFirst === true ? { sortBy: 'PUBLISHED_TIME' } : {}),
        ...(options.pageToken === undefined ? {} : { nextToken: options.pageToken }),
      }),
    );
    const reply = await unlessAbsent(call, undefined);
    if (reply === undefined) return { items: [] };
    const items = (reply.versions ?? []).flatMap(({ version, revision, status }) => {
      const known = STATUSES.find((one) => one === status);
      // `Deleted` is no status that a version can be found in.
      return version === undefined || known === undefined
        ? []
        : [{ version, revision: this.#revision(revision, doing), status: known }];
    });
    return page(items, reply.nextToken);
  }

  async describeVersion(ref: VersionRef): Promise<VersionDescription | undefined> {
    const doing = `describe ${formatVersion(ref)} in ${this.repository.repository}`;
    const call = this.#context.plane.call(this.#context.subject('DescribePackageVersion', doing, ref), (client) =>
      client.describePackageVersion(this.#context.versionInput(ref)),
    );
    const found = (await unlessAbsent(call, undefined))?.packageVersion;
    const status = STATUSES.find((one) => one === found?.status);
    if (found === undefined || status === undefined) return undefined;
    const origin = found.origin?.originType;
    return {
      revision: this.#revision(found.revision, doing),
      status,
      ...(found.publishedTime === undefined ? {} : { publishedAt: found.publishedTime }),
      ...(origin === 'INTERNAL' || origin === 'EXTERNAL' || origin === 'UNKNOWN' ? { origin } : {}),
    };
  }

  /** Begins anew when the version changes between two pages; throws `listing-unstable` when it never holds still. */
  async listAssets(ref: VersionRef): Promise<AssetListing | undefined> {
    const doing = `list the assets of ${formatVersion(ref)} in ${this.repository.repository}`;
    for (let attempt = 1; attempt <= LISTING_ATTEMPTS; attempt += 1) {
      const listing = await this.#listOnce(ref, doing);
      if (listing !== 'changed') return listing;
    }
    throw this.#context.error('listing-unstable', `cannot ${doing}: it changes while it is being listed`, ref);
  }

  async #listOnce(ref: VersionRef, doing: string): Promise<AssetListing | 'changed' | undefined> {
    const assets: Asset[] = [];
    let revision: Revision | undefined;
    let nextToken: string | undefined;
    do {
      const input = {
        ...this.#context.versionInput(ref),
        maxResults: PAGE_SIZE,
        ...(nextToken === undefined ? {} : { nextToken }),
      };
      const call = this.#context.plane.call(this.#context.subject('ListPackageVersionAssets', doing, ref), (client) =>
        client.listPackageVersionAssets(input),
      );
      const reply = await unlessAbsent(call, undefined);
      // Gone between two pages is a change too: the next round says whether it is gone for good.
      if (reply === undefined) return revision === undefined ? undefined : 'changed';
      const found = this.#revision(reply.versionRevision, doing);
      if (revision !== undefined && revision !== found) return 'changed';
      revision = found;
      for (const { name, size, hashes } of reply.assets ?? []) {
        const asset = this.#asset(name, size, hashes, doing);
        assets.push(ref.format === 'npm' ? { ...asset, ...integrityOf(hashes) } : asset);
      }
      nextToken = reply.nextToken;
    } while (nextToken !== undefined);
    return { revision, assets };
  }

  #asset(name?: string, size?: number, hashes: Partial<Record<string, string>> = {}, doing = ''): Asset {
    const sha256 = hashes['SHA-256'];
    if (name === undefined || size === undefined || sha256 === undefined || !isSha256(sha256)) {
      throw this.#context.error('unexpected-reply', `cannot ${doing}: an asset came without name, size or SHA-256`);
    }
    return { name, size, sha256 };
  }

  #revision(revision: string | undefined, doing: string): Revision {
    if (revision === undefined) throw this.#context.error('unexpected-reply', `cannot ${doing}: no revision came`);
    return asRevision(revision);
  }
}

/** The service's word, taken as it is. */
export function asRevision(revision: string): Revision {
  return revision as Revision;
}

/** As npm's lock files have it, of the service's hexadecimal digest. */
function integrityOf(hashes: Partial<Record<string, string>> = {}): Pick<Asset, 'integrity'> {
  const sha512 = hashes['SHA-512'];
  return sha512 === undefined ? {} : { integrity: `sha512-${Buffer.from(sha512, 'hex').toString('base64')}` };
}

function packageRef(format: Format, namespace: string | undefined, name: string): PackageRef {
  return namespace === undefined ? { format, name } : { format, namespace, name };
}

function page<Item>(items: readonly Item[], nextToken: string | undefined): Page<Item> {
  return nextToken === undefined ? { items } : { items, nextToken };
}
