import { once } from '../bytes.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { AssetPublisher, AssetReader } from '../ports/registry.ts';
import { sha256Of } from '../sha256.ts';
import { readText } from './stored.ts';

/**
 * Publishes a sealed version of one asset. Whatever the reply was (a conflict, or none at all), what stands there
 * afterwards decides: true when it is `text`, false when somebody else's bytes were first. A second call is harmless.
 */
export async function publishOnce(
  home: AssetPublisher & AssetReader,
  ref: VersionRef,
  assetName: string,
  text: string,
): Promise<boolean> {
  const content = new TextEncoder().encode(text);
  const asset = { name: assetName, size: content.length, sha256: sha256Of(content) };
  let failure: unknown;
  try {
    await home.publishAsset(ref, { asset, open: async () => once(content) });
  } catch (error) {
    if (!(error instanceof CodedError) || !error.retryable) throw error;
    failure = error; // the request may have taken effect all the same
  }
  const found = await readText(home, ref, assetName);
  if (found !== undefined) return found === text;
  throw (
    failure ??
    new CodedError('not-visible', `${formatVersion(ref)} was published but cannot be read back.`, {
      side: 'home',
      retryable: true,
      next: 'Run the command again: what is there already is kept.',
    })
  );
}
