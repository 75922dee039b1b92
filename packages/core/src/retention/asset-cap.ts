import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';

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
 * configuration says of the domain's quota, default 150: the service itself decides. To a version that holds one build
 * nothing is added, so that only too many are told.
 */
export function assetCapWarning(
  { assets, ref, repository }: AssetCount,
  cap: number = DEFAULT_ASSET_CAP,
  builds: FormatAdapter['builds'] = 'side-by-side',
): string | undefined {
  if (builds === 'one' ? assets <= cap : assets < cap * WARN_AT) return undefined;
  const what = `${formatVersion(ref)} in ${repository} has ${assets} of at most ${cap} files`;
  const why = assets > cap ? 'more than the service takes' : 'and then nothing more can be added';
  const cure = builds === 'one' ? 'publish it as an archive' : 'remove old builds (prune --rebuild)';
  return `${what}, ${why}: ${cure}, or say that your quota is higher (assetCap).`;
}
