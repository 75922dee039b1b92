import type { Metadata } from '../storage/metadata.ts';
import type { AssetRecord, PackageKey, RepositoryRecord } from '../storage/records.ts';
import { nearestVersion } from './resolution.ts';
import { addAsset, createVersion, openPackage, type Place, type Restrictions, type Writing } from './writing.ts';

/** What a package gets whose first version came from an upstream. Not observed on AWS. */
const retainedRestrictions: Restrictions = { publish: 'ALLOW', upstream: 'ALLOW' };

/** What a package gets whose first version came from a public source (user guide, "Editing package origin controls"). */
export const externalRestrictions: Restrictions = { publish: 'BLOCK', upstream: 'ALLOW' };

/**
 * Keeps, by reference, the version that was asked for in the repository that was asked (user guide, "Package retention from upstream
 * repositories"); a pypi version that is there gets the files that it lacks. Nothing happens when all is there.
 */
export async function retain(
  writing: Writing,
  repository: RepositoryRecord,
  key: PackageKey,
  places: readonly Place[],
  version: string,
): Promise<void> {
  const { m } = writing;
  const found = await nearestVersion(m, places, version);
  if (!found || (found.version.status !== 'Published' && found.version.status !== 'Unlisted')) return;
  if (found.place.repository.id !== repository.id) {
    const external = found.version.origin.type === 'EXTERNAL';
    const restrictions = external ? externalRestrictions : retainedRestrictions;
    const place = await openPackage(writing, repository, key, found.place.item.displayName, restrictions);
    await createVersion(writing, place, {
      version,
      status: found.version.status,
      origin: found.version.origin,
      metadata: found.version.metadata,
      deprecated: found.version.deprecated,
      assets: await m.assets.list(found.version.id),
    });
  }
  if (key.format === 'pypi') await refresh(writing, repository, key, places, version);
}

async function refresh(
  writing: Writing,
  repository: RepositoryRecord,
  key: PackageKey,
  places: readonly Place[],
  version: string,
): Promise<void> {
  const { m } = writing;
  const item = await m.packages.find(repository.id, key);
  const held = item && (await m.versions.find(item.id, version));
  if (!item || held?.status !== 'Published') return;
  let current = held;
  const names = new Set((await m.assets.list(held.id)).map((asset) => asset.name));
  for (const place of places) {
    for (const asset of await publishedAssets(writing, place, version)) {
      if (names.has(asset.name)) continue;
      names.add(asset.name);
      current = await addAsset(writing, { repository, item }, current, asset);
    }
  }
}

async function publishedAssets({ m }: Writing, { item }: Place, version: string): Promise<readonly AssetRecord[]> {
  const found = await m.versions.find(item.id, version);
  return found?.status === 'Published' ? m.assets.list(found.id) : [];
}

/**
 * Whether an upstream holds the version, be it in the repository itself too: then it cannot be published, nor given a file (user guide,
 * "Package origin controls").
 */
export async function isUpstream(
  m: Metadata,
  places: readonly Place[],
  repository: RepositoryRecord,
  version: string,
): Promise<boolean> {
  const others = places.filter((place) => place.repository.id !== repository.id);
  const found = await nearestVersion(m, others, version);
  return found !== undefined && found.version.status !== 'Disposed';
}
