/** How many assets a version may have on AWS by default. Source: AWS CodeArtifact, "Quotas in AWS CodeArtifact". */
export const DEFAULT_ASSET_CAP = 150;

/** Beyond this share of the cap it is warned. */
const WARN_AT = 0.8;

/** A version that comes near the number of assets that it may have. */
export interface AssetCapWarning {
  readonly held: number;
  readonly cap: number;
  /** Whether no more fit, so that the service will refuse. */
  readonly exceeded: boolean;
}

/**
 * Whether a version that holds, or will hold, this many assets is at 80 % of the cap or beyond; undefined below. A record
 * in the home has one asset more than its set. The service itself decides: the cap is what the configuration says of it.
 */
export function checkAssetCap(held: number, cap: number = DEFAULT_ASSET_CAP): AssetCapWarning | undefined {
  return held < cap * WARN_AT ? undefined : { held, cap, exceeded: held > cap };
}
