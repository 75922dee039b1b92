import type { Limits } from '../limits.ts';
import type { Metadata } from '../storage/metadata.ts';
import type { AssetRecord, PackageKey, RepositoryRecord, VersionRecord } from '../storage/records.ts';
import { groupThatBlocks } from './origin-controls.ts';
import type { Place } from './writing.ts';

export interface FoundVersion {
  readonly place: Place;
  readonly version: VersionRecord;
}

/**
 * The places that hold the package, nearest first: the repository, then its upstreams in their order, each with its own upstreams
 * (user guide, "Upstream repository priority order"). A package whose origin controls block upstreams hides what is behind it.
 * Generic packages are never taken from upstreams.
 */
export async function placesOf(
  m: Metadata,
  repository: RepositoryRecord,
  key: PackageKey,
  limits: Pick<Limits, 'maxUpstreamsSearched'>,
): Promise<readonly Place[]> {
  return (await reach(m, repository, key, limits)).places;
}

export interface Reach {
  readonly places: readonly Place[];
  /** The nearest repository whose external connection the package may come through. */
  readonly connected: RepositoryRecord | undefined;
}

/** `placesOf`, and the public source behind them. */
export async function reach(
  m: Metadata,
  repository: RepositoryRecord,
  key: PackageKey,
  limits: Pick<Limits, 'maxUpstreamsSearched'>,
): Promise<Reach> {
  const places: Place[] = [];
  let connected: RepositoryRecord | undefined;
  const seen = new Set<string>();
  const visit = async (current: RepositoryRecord): Promise<void> => {
    // The repository itself is not one of the upstreams that count.
    if (seen.has(current.name) || seen.size > limits.maxUpstreamsSearched) return;
    seen.add(current.name);
    const item = await m.packages.find(current.id, key);
    if (item) places.push({ repository: current, item });
    if (key.format === 'generic' || item?.upstream === 'BLOCK') return;
    if (!connected && current.connections.some((connection) => connection.format === key.format)) {
      if ((await groupThatBlocks(m, current, key, 'EXTERNAL_UPSTREAM')) === undefined) connected = current;
    }
    if (current.upstreams.length === 0) return;
    if ((await groupThatBlocks(m, current, key, 'INTERNAL_UPSTREAM')) !== undefined) return;
    for (const name of current.upstreams) {
      const upstream = await m.repositories.find(current.domain, name);
      if (upstream) await visit(upstream);
    }
  };
  await visit(repository);
  return { places, connected };
}

/** The version in the nearest place that has it, whatever its status. */
export async function nearestVersion(
  m: Metadata,
  places: readonly Place[],
  version: string,
): Promise<FoundVersion | undefined> {
  for (const place of places) {
    const found = await m.versions.find(place.item.id, version);
    if (found) return { place, version: found };
  }
  return undefined;
}

/** Every version in the nearest place that has it, whatever its status; in no order. */
export async function nearestVersions(
  m: Metadata,
  places: readonly Place[],
): Promise<ReadonlyMap<string, FoundVersion>> {
  const nearest = new Map<string, FoundVersion>();
  for (const place of places) {
    for (const version of await m.versions.listByName(place.item.id, {}, { limit: Number.MAX_SAFE_INTEGER })) {
      if (!nearest.has(version.version)) nearest.set(version.version, { place, version });
    }
  }
  return nearest;
}

/** Every version that is Published in the nearest place that has it, by version string. */
export async function publishedVersions(m: Metadata, places: readonly Place[]): Promise<readonly FoundVersion[]> {
  return publishedAmong(await nearestVersions(m, places));
}

/** Those that are Published, by version string. */
export function publishedAmong(nearest: ReadonlyMap<string, FoundVersion>): readonly FoundVersion[] {
  return [...nearest.values()]
    .filter(({ version }) => version.status === 'Published')
    .sort((a, b) => (a.version.version < b.version.version ? -1 : 1));
}

export type PublishedFile = AssetRecord & { readonly version: string };

/**
 * The files of the published versions. A pypi version also has the files that upstreams hold of it and it does not
 * (user guide, "Requesting Python packages"); of two with one name the nearest counts.
 */
export async function publishedFiles(m: Metadata, places: readonly Place[]): Promise<readonly PublishedFile[]> {
  const [only] = places;
  if (only && places.length === 1) return m.assets.listOfPackage(only.item.id, ['Published']);
  const visible = new Set((await publishedVersions(m, places)).map(({ version }) => version.version));
  const files = new Map<string, PublishedFile>();
  for (const { item } of places) {
    for (const file of await m.assets.listOfPackage(item.id, ['Published'])) {
      const path = `${file.version}/${file.name}`;
      if (visible.has(file.version) && !files.has(path)) files.set(path, file);
    }
  }
  return [...files.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}
