import type { PackageRef, RepositoryRef } from '../coordinates.ts';
import type { RepositoryReader, RepositoryWriter } from './registry.ts';

export type OriginRestriction = 'ALLOW' | 'BLOCK';

export interface OriginControls {
  readonly publish: OriginRestriction;
  readonly upstream: OriginRestriction;
}

export interface RepositoryDescription {
  readonly ref: RepositoryRef;
  readonly description?: string;
  /** Direct upstreams in the order of look-up. */
  readonly upstreams: readonly string[];
  /** Names of public registries it is connected to, for example `public:pypi`. */
  readonly externalConnections: readonly string[];
}

/** A domain's repositories, and what is set on them and on packages. */
export interface Domain {
  readonly ref: Omit<RepositoryRef, 'repository'>;
  /** Undefined when there is no such repository. */
  describeRepository(name: string): Promise<RepositoryDescription | undefined>;
  /** Creates a repository without upstreams. One that exists already is no error. */
  createRepository(name: string, description: string): Promise<void>;
  /** The origin controls of a package, or undefined when the repository does not hold it. */
  originControls(repository: string, pkg: PackageRef): Promise<OriginControls | undefined>;
  setOriginControls(repository: string, pkg: PackageRef, controls: OriginControls): Promise<void>;
  /** Deletes a package with all its versions; one that is not there is no error. Used on throw-away packages only. */
  deletePackage(repository: string, pkg: PackageRef): Promise<void>;
  /** For reading: what it returns cannot be written to, by type. */
  reader(repository: string): RepositoryReader;
  /** For reading and writing. */
  writer(repository: string): RepositoryWriter;
  /**
   * What will be asked once before it can speak to a package manager's endpoints of these repositories, by operation, for
   * a forecast; nothing of what is known already. Absent where no such thing is asked.
   */
  endpointCalls?(format: PackageRef['format'], repositories: readonly string[]): Readonly<Record<string, number>>;
  /** Asks that now and at once, so that nothing waits for it later. Never rejects: whoever needs what failed asks again. */
  openEndpoints?(format: PackageRef['format'], repositories: readonly string[]): Promise<void>;
}
