import type { Services } from '../services.ts';
import type { ReceivedBlob } from '../storage/blobs.ts';
import type { AssetRecord } from '../storage/records.ts';

/** The four hashes of the API. Waits for those that are still being computed. */
export async function hashList({ hashes }: Pick<Services, 'hashes'>, sha256: string): Promise<Record<string, string>> {
  const { md5, sha1, sha512 } = await hashes.of(sha256);
  return { MD5: md5, 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-512': sha512 };
}

/** The same of what is known by now, at least SHA-256: an upload is answered before the others are computed. */
export async function knownHashList(
  { hashes }: Pick<Services, 'hashes'>,
  { sha256, hashes: received }: Pick<ReceivedBlob, 'sha256' | 'hashes'>,
): Promise<Record<string, string>> {
  const known = received ?? (await hashes.known(sha256));
  return {
    'SHA-256': sha256,
    ...(known && { MD5: known.md5, 'SHA-1': known.sha1, 'SHA-512': known.sha512 }),
  };
}

export async function assetSummaries(services: Pick<Services, 'hashes'>, assets: readonly AssetRecord[]) {
  return Promise.all(
    assets.map(async (asset) => ({
      name: asset.name,
      size: asset.size,
      hashes: await hashList(services, asset.sha256),
    })),
  );
}
