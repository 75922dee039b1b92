import type { StoredFile } from '../http/stored-file.ts';
import type { Services } from '../services.ts';
import type { AssetRecord, PackageKey } from '../storage/records.ts';

/** Where an asset was found. */
interface AssetPlace {
  readonly domain: string;
  readonly repository: string;
  readonly key: PackageKey;
  readonly version: string;
}

/** The bytes of an asset, with the name that a log has for it. */
export function storedAsset(
  { blobs }: Pick<Services, 'blobs'>,
  { domain, repository, key, version }: AssetPlace,
  { name, sha256, size }: AssetRecord,
): StoredFile {
  const packageName = key.namespace === '' ? key.name : `${key.namespace}/${key.name}`;
  const label = `${name} of ${key.format} package ${packageName}, version ${version}, in ${domain}/${repository}`;
  return { path: blobs.pathOf(sha256), sha256, size, label };
}
