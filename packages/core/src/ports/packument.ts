import type { PackageRef, VersionRef } from '../coordinates.ts';

/** Which version each dist-tag points at. */
export type DistTags = ReadonlyMap<string, string>;

/** What npm is told of one version. */
export interface PackumentVersion {
  /** `sha512-…`, as lock files pin it. */
  readonly integrity?: string;
  /** SHA-1 in hexadecimal, as old lock files pin it. */
  readonly shasum?: string;
  /** What installers are warned with; absent when the version is not deprecated. */
  readonly deprecated?: string;
}

/** What npm is told of a package: the versions that are to be had, and the dist-tags that point at them. */
export interface Packument {
  readonly tags: DistTags;
  readonly versions: ReadonlyMap<string, PackumentVersion>;
}

/** Reads packages as npm does. npm only: of other formats there is none. */
export interface PackumentReader {
  /**
   * One request; undefined when there is no version to be had. With upstreams it shows theirs as well, and where both
   * have a tag the upstream's value. Source: AWS CodeArtifact user guide, "npm tags".
   */
  readPackument(pkg: PackageRef): Promise<Packument | undefined>;
}

/** Sets and removes dist-tags. Throws `access-denied` where the caller may not publish. */
export interface DistTagEditor {
  /** Points a tag at a version that the repository holds; again is no change. Throws `not-found`. */
  setDistTag(ref: VersionRef, tag: string): Promise<void>;
  /** A tag that is not there is no error. */
  removeDistTag(pkg: PackageRef, tag: string): Promise<void>;
}

/** Deprecates versions, as `npm deprecate` does. Throws `access-denied` where the caller may not publish. */
export interface VersionDeprecator {
  /** An empty text takes the deprecation away; again is no change. Throws `not-found`. */
  deprecateVersion(ref: VersionRef, message: string): Promise<void>;
}
