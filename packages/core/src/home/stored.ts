import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { AssetReader, VersionReader } from '../ports/registry.ts';
import { type Sha256, sha256Of } from '../sha256.ts';

type HomeReader = VersionReader & AssetReader;

/** What we wrote ourselves: a note may carry the attestations of hundreds of files. */
const MAX_BYTES = 32 * 1024 * 1024;
/** How often an asset is read whose bytes are changed on the way. */
const READINGS = 2;

/** The content of an asset of the home, as text, or undefined when there is none. Nothing is checked. */
export async function readText(home: AssetReader, ref: VersionRef, asset: string): Promise<string | undefined> {
  const content = await home.readSmallAsset(ref, asset, { maxBytes: MAX_BYTES });
  return content && new TextDecoder().decode(content);
}

/**
 * An asset of the home as `parse` understands it, or undefined when there is none. The service tells no digest with the
 * bytes, so when `parse` refuses them they are held against the listing: bytes that were changed on the way are read
 * again, and are `corrupt-content` when that does not help; for those that stand so in the home, `parse` has the word.
 */
export async function readStored<Value>(
  home: HomeReader,
  ref: VersionRef,
  asset: string,
  parse: (text: string) => Value,
): Promise<Value | undefined> {
  for (let reading = 1; ; reading += 1) {
    const content = await home.readSmallAsset(ref, asset, { maxBytes: MAX_BYTES });
    if (!content) return undefined;
    try {
      return parse(new TextDecoder().decode(content));
    } catch (error) {
      const sha256 = await storedSha256(home, ref, asset);
      if (sha256 === undefined || sha256 === sha256Of(content)) throw error;
      if (reading === READINGS) throw changedOnTheWay(ref, asset, error);
    }
  }
}

/** The digest of an asset by the listing, or undefined when it is not listed. */
export async function storedSha256(home: VersionReader, ref: VersionRef, asset: string): Promise<Sha256 | undefined> {
  return (await home.listAssets(ref))?.assets.find(({ name }) => name === asset)?.sha256;
}

export function changedOnTheWay(ref: VersionRef, asset: string, cause?: unknown): CodedError {
  return new CodedError('corrupt-content', `The bytes of ${asset} (${formatVersion(ref)}) were changed on the way.`, {
    cause,
    side: 'home',
    retryable: true,
    next: 'Run the command again; if it happens again, look for a proxy that changes bytes.',
  });
}
