import { type PublicSource, PublicSourceError } from '../public/public-source.ts';
import type { Services } from '../services.ts';
import { BlobTooLargeError, type ReceivedBlob } from '../storage/blobs.ts';
import type { Metadata } from '../storage/metadata.ts';
import type { AssetRecord, Origin, PackageKey, RepositoryRecord, VersionMetadata } from '../storage/records.ts';
import { setDistTag } from './dist-tags.ts';
import { nearestVersion, reach } from './resolution.ts';
import { externalRestrictions } from './retention.ts';
import { addAsset, createVersion, openPackage, type Place, write } from './writing.ts';

/** A request that may bring a package in. */
interface Ingesting {
  readonly services: Services;
  /** The repository that was asked. */
  readonly repository: (m: Metadata) => Promise<RepositoryRecord>;
}

/** Whether a file of that version may be fetched: a connection is in reach, and no version is held that is not Published. */
export async function checkFresh(call: Ingesting, key: PackageKey, version: string): Promise<boolean> {
  const { services } = call;
  return services.store.transact(async (m) => {
    const { places, connected } = await reach(m, await call.repository(m), key, services.limits);
    const nearest = await nearestVersion(m, places, version);
    return connected !== undefined && (nearest === undefined || nearest.version.status === 'Published');
  });
}

/** Stores the bytes at `url`, which nothing refers to yet. Throws PublicSourceError. */
export async function receivePublic(services: Services, source: PublicSource, url: URL): Promise<ReceivedBlob> {
  try {
    return await services.blobs.receive(await source.bytes(url), services.limits.maxAssetBytes);
  } catch (error) {
    if (!(error instanceof BlobTooLargeError)) throw error;
    throw new PublicSourceError(502, `${url.origin}${url.pathname} is larger than an asset may be`, error);
  }
}

export function wrongDigest(file: string, name: string, announced: string, got: string): PublicSourceError {
  return new PublicSourceError(
    502,
    `the public source announced the ${name} ${announced} for ${file}, and sent ${got}`,
  );
}

export interface ExternalAsset {
  readonly version: string;
  readonly metadata: VersionMetadata;
  readonly blob: ReceivedBlob;
  readonly asset: AssetRecord;
  readonly tags?: ReadonlyMap<string, string>;
}

/** Puts a verified asset into the repository with the external connection. What came there meanwhile stays as it is. */
export async function keepExternal(call: Ingesting, key: PackageKey, fetched: ExternalAsset): Promise<void> {
  const { services } = call;
  const { blob, asset, version, metadata } = fetched;
  await write(services, async (writing) => {
    const { m } = writing;
    const { connected } = await reach(m, await call.repository(m), key, services.limits);
    if (!connected) return;
    await m.blobs.add(blob.sha256, blob.size, blob.hashes);
    const place = await openPackage(writing, connected, key, key.name, externalRestrictions);
    const held = await m.versions.find(place.item.id, version);
    if (held) {
      const lacks = held.status === 'Published' && !(await m.assets.find(held.id, asset.name));
      if (lacks && key.format === 'pypi') await addAsset(writing, place, held, asset);
      return;
    }
    const origin = externalOrigin(connected, key);
    await createVersion(writing, place, { version, status: 'Published', origin, metadata, assets: [asset] });
    await setTags(m, services, place, fetched);
  });
  services.hashes.begin(blob);
}

async function setTags(
  m: Metadata,
  services: Services,
  { item }: Place,
  { tags, version }: ExternalAsset,
): Promise<void> {
  for (const [tag, target] of tags ?? []) {
    if (target === version) await setDistTag(m, services, item.id, tag, version);
  }
}

function externalOrigin({ name, connections }: RepositoryRecord, key: PackageKey): Origin {
  const connection = connections.find(({ format }) => format === key.format);
  return { type: 'EXTERNAL', repository: name, connection: connection?.name };
}
