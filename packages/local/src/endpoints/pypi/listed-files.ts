import { packageKey } from '../../model/names.ts';
import { nearestVersion, publishedFiles, reach } from '../../model/resolution.ts';
import { publicFiles } from '../../public/pypi-listing.ts';
import type { AssetRecord } from '../../storage/records.ts';
import type { EndpointCall } from '../endpoint.ts';
import { publicFileMetadata } from './form-metadata.ts';

export type ListedFile = Omit<AssetRecord, 'size'> & { readonly version: string; readonly size: number | undefined };

/**
 * What the index of a project shows: the files of the repository and its upstreams, then those of the public index that an external
 * connection leads to, unless a version is held that is not Published. Whether a file is yanked, and which Python it requires, is told as
 * the public index says now (user guide, "Yanked package versions"). Throws PublicSourceError when that index fails: a page that
 * lacks half of its files would lead installers to another version.
 */
export async function listedFiles(call: EndpointCall, project: string): Promise<readonly ListedFile[]> {
  const { services } = call;
  const key = packageKey('pypi', undefined, project);
  const { held, connected } = await services.store.transact(async (m) => {
    const { places, connected } = await reach(m, await call.repository(m), key, services.limits);
    return { connected, held: await publishedFiles(m, places) };
  });
  const source = connected && services.publicSources.get('pypi');
  if (!source) return held;
  const names = new Set(held.map((file) => file.name));
  const offered = await publicFiles(source, project);
  const more = offered.filter((file) => !names.has(file.name));
  const bySha256 = new Map(offered.map((file) => [`${file.name} ${file.sha256}`, file]));
  const hidden = await services.store.transact(async (m) => {
    const { places } = await reach(m, await call.repository(m), key, services.limits);
    const versions = new Set<string>();
    for (const version of new Set(more.map((file) => file.version))) {
      const nearest = await nearestVersion(m, places, version);
      if (nearest && nearest.version.status !== 'Published') versions.add(version);
    }
    return versions;
  });
  const visible = more.filter((file) => !hidden.has(file.version));
  return [
    ...held.map((file) => {
      const now = bySha256.get(`${file.name} ${file.sha256}`);
      return now ? { ...file, metadata: publicFileMetadata(now) } : file;
    }),
    ...visible.map((file) => ({ ...file, metadata: publicFileMetadata(file) })),
  ];
}
