import { formatVersion, type VersionRef } from '../coordinates.ts';

/** How many assets a version may have on AWS by default. Source: AWS CodeArtifact, "Quotas in AWS CodeArtifact". */
export const DEFAULT_ASSET_CAP = 150;

/** Beyond this share of the cap it is warned. */
const WARN_AT = 0.8;

/** How many assets a version holds, or will hold. */
export interface AssetCount {
  readonly ref: VersionRef;
  /** The repository's name. */
  readonly repository: string;
  readonly assets: number;
}

/**
 * The warning about a version that holds 80 % of the assets that it may, or more; undefined below. The cap is what the
 * configuration says of the domain's quota, default 150: the service itself decides.
 */
export function assetCapWarning(
  { assets, ref, repository }: AssetCount,
  cap: number = DEFAULT_ASSET_CAP,
): string | undefined {
  if (assets < cap * WARN_AT) return undefined;
  const what = `${formatVersion(ref)} in ${repository} has ${assets} of at most ${cap} files`;
  const why = assets > cap ? 'more than the service takes' : 'and then nothing more can be added';
  return `${what}, ${why}: remove old builds (prune --rebuild), or have the quota raised (assetCap).`;
}
