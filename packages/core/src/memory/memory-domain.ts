import { CodedError } from '../coded-error.ts';
import type { PackageRef, RepositoryRef } from '../coordinates.ts';
import type { Meter } from '../meter.ts';
import type { Domain, OriginControls, RepositoryDescription } from '../ports/domain.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import { MemoryTags } from './memory-packages.ts';
import { packageId } from './memory-version.ts';
import { MemoryRegistry } from './memory-registry.ts';
import { MemoryClock } from './memory-clock.ts';
import type { MemoryVersion } from './memory-version.ts';

export interface MemoryDomainOptions {
  /** Default `abc`. */
  readonly domain?: string;
  readonly clock?: MemoryClock;
  /** Counts the calls as an adapter over the network would. */
  readonly meter?: Meter;
  /** What an overwriting copy does to assets that the source lacks. Default `replace`. */
  readonly copyOverwrite?: 'replace' | 'merge';
  /** npm: whether a publish sets `latest` too where the package has none. Default `as-sent`. */
  readonly latestOnPublish?: 'as-sent' | 'forced';
  /** npm: what becomes of the tags of a version that is deleted. Default `drop`. */
  readonly danglingTags?: 'drop' | 'keep';
}

interface MemoryRepository {
  readonly upstreams: string[];
  readonly versions: Map<string, MemoryVersion>;
  readonly origin: Map<string, OriginControls>;
  readonly tags: MemoryTags;
}

/** A domain in memory: a whole one for tests and for trying things out, not a mock. */
export class MemoryDomain implements Domain {
  readonly ref: Omit<RepositoryRef, 'repository'>;
  readonly clock: MemoryClock;
  readonly copyOverwrite: 'replace' | 'merge';
  readonly latestOnPublish: 'as-sent' | 'forced';
  readonly danglingTags: 'drop' | 'keep';
  readonly #meter: Meter | undefined;
  readonly #repositories = new Map<string, MemoryRepository>();

  constructor(options: MemoryDomainOptions = {}) {
    this.ref = { partition: 'aws', region: 'us-east-1', domainOwner: '000000000000', domain: options.domain ?? 'abc' };
    this.clock = options.clock ?? new MemoryClock();
    this.copyOverwrite = options.copyOverwrite ?? 'replace';
    this.latestOnPublish = options.latestOnPublish ?? 'as-sent';
    this.danglingTags = options.danglingTags ?? 'drop';
    this.#meter = options.meter;
  }

  async describeRepository(name: string): Promise<RepositoryDescription | undefined> {
    this.count('DescribeRepository', 'read');
    const found = this.#repositories.get(name);
    const ref = { ...this.ref, repository: name };
    return found && { ref, upstreams: found.upstreams, externalConnections: [] };
  }

  async createRepository(name: string): Promise<void> {
    this.count('CreateRepository', 'write');
    this.addRepository(name);
  }

  /** Like createRepository, with upstreams, at once and uncounted. */
  addRepository(name: string, upstreams: readonly string[] = []): this {
    if (!this.#repositories.has(name)) {
      const empty = { versions: new Map(), origin: new Map(), tags: new MemoryTags() };
      this.#repositories.set(name, { upstreams: [...upstreams], ...empty });
    }
    return this;
  }

  async originControls(repository: string, pkg: PackageRef): Promise<OriginControls | undefined> {
    this.count('DescribePackage', 'read');
    const { origin, versions } = this.repository(repository);
    const held = [...versions.values()].some((version) => packageId(version.ref) === packageId(pkg));
    return origin.get(packageId(pkg)) ?? (held ? { publish: 'ALLOW', upstream: 'BLOCK' } : undefined);
  }

  async setOriginControls(repository: string, pkg: PackageRef, controls: OriginControls): Promise<void> {
    this.count('PutPackageOriginConfiguration', 'write');
    this.repository(repository).origin.set(packageId(pkg), controls);
  }

  async deletePackage(repository: string, pkg: PackageRef): Promise<void> {
    this.count('DeletePackage', 'write');
    const { tags, versions } = this.repository(repository);
    tags.forget(pkg);
    for (const [id, version] of versions) if (packageId(version.ref) === packageId(pkg)) versions.delete(id);
  }

  reader(repository: string): RepositoryReader {
    return this.writer(repository);
  }

  writer(repository: string): RepositoryWriter {
    return new MemoryRegistry(this, repository);
  }

  /** The names of the repositories, in the order in which they were made. */
  get repositories(): readonly string[] {
    return [...this.#repositories.keys()];
  }

  /** The versions of a repository by their id. Throws `not-found`. */
  repository(name: string): MemoryRepository {
    const found = this.#repositories.get(name);
    if (!found) {
      const coordinates = { domain: this.ref.domain, repository: name };
      throw new CodedError('not-found', `The domain ${this.ref.domain} has no repository ${name}.`, { coordinates });
    }
    return found;
  }

  count(operation: string, kind: 'read' | 'write'): void {
    this.#meter?.request(operation, kind);
  }

  transferred(bytes: number): void {
    this.#meter?.transferred(bytes);
  }
}
