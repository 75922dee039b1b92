import { canonicalJson } from '../canonical-json.ts';
import type { PackageRef, VersionRef } from '../coordinates.ts';
import type { Asset, Revision, VersionStatus } from '../ports/registry.ts';
import { sha256Of } from '../sha256.ts';

/** One version as a repository in memory holds it. */
export interface MemoryVersion {
  readonly ref: VersionRef;
  status: VersionStatus;
  publishedAt: Date;
  readonly assets: Map<string, MemoryAsset>;
  /** npm: what installers are warned with. */
  deprecated?: string | undefined;
}

export interface MemoryAsset {
  readonly asset: Asset;
  readonly content: Uint8Array;
}

/** Identifies the present assets, as CodeArtifact's revision does; a change of status does not change it. */
export function revisionOf(version: MemoryVersion): Revision {
  const assets = [...version.assets.values()].map(({ asset }) => [asset.name, asset.sha256]).sort();
  return sha256Of(canonicalJson([versionId(version.ref), ...assets])).slice(0, 44) as string as Revision;
}

export function packageId({ format, namespace, name }: PackageRef): string {
  return [format, namespace ?? '', name].join('/');
}

export function versionId(ref: VersionRef): string {
  return `${packageId(ref)}/${ref.version}`;
}
