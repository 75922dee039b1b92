import { createHash } from 'node:crypto';
import type { PackageRef, VersionRef } from '../coordinates.ts';
import type { Packument, PackumentVersion } from '../ports/packument.ts';
import { type MemoryVersion, packageId } from './memory-version.ts';

/** The dist-tags of a repository in memory, by package. */
export class MemoryTags {
  readonly #packages = new Map<string, Map<string, string>>();

  of(pkg: PackageRef): ReadonlyMap<string, string> {
    return this.#packages.get(packageId(pkg)) ?? new Map();
  }

  set(ref: VersionRef, tag: string): void {
    const id = packageId(ref);
    this.#packages.set(id, new Map(this.#packages.get(id)).set(tag, ref.version));
  }

  remove(pkg: PackageRef, tag: string): void {
    this.#packages.get(packageId(pkg))?.delete(tag);
  }

  forget(pkg: PackageRef): void {
    this.#packages.delete(packageId(pkg));
  }

  /** Those that point at a version. */
  at(ref: VersionRef): string[] {
    return [...this.of(ref)].flatMap(([tag, version]) => (version === ref.version ? [tag] : []));
  }
}

/** What npm is told of a package: only Published versions, and the tags that point at them. */
export function packumentOf(
  versions: readonly MemoryVersion[],
  tags: ReadonlyMap<string, string>,
): Packument | undefined {
  const published = versions.filter(({ status }) => status === 'Published');
  if (published.length === 0) return undefined;
  const shown = new Map(published.map((version) => [version.ref.version, shownOf(version)]));
  return { versions: shown, tags: new Map([...tags].filter(([, version]) => shown.has(version))) };
}

/** As npm's lock files have it. */
export function integrityOf(content: Uint8Array): string {
  return `sha512-${createHash('sha512').update(content).digest('base64')}`;
}

function shownOf({ assets, deprecated }: MemoryVersion): PackumentVersion {
  const [tarball] = assets.values();
  return {
    ...(tarball ? { integrity: integrityOf(tarball.content) } : {}),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}
