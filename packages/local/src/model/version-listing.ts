import type { Assumptions } from '../assumptions.ts';
import type { Metadata } from '../storage/metadata.ts';
import type { PackageRecord, VersionStatus } from '../storage/records.ts';

const everyStatus: readonly VersionStatus[] = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed'];

/** The statuses a listing shows: the one asked for, else all but those that the assumptions hide. */
export function listedStatuses(
  asked: string | undefined,
  assumptions: Assumptions,
): readonly VersionStatus[] | undefined {
  if (asked !== undefined) return everyStatus.filter((status) => status === asked);
  const hidden: VersionStatus[] = [];
  if (assumptions['list-unfinished'] === 'no') hidden.push('Unfinished');
  if (assumptions['list-archived'] === 'no') hidden.push('Archived', 'Disposed');
  return hidden.length === 0 ? undefined : everyStatus.filter((status) => !hidden.includes(status));
}

/** What `latest` points at, else the version published last (API reference, ListPackageVersionsResult). */
export async function displayVersion(m: Metadata, item: PackageRecord): Promise<string | undefined> {
  if (item.format === 'npm') {
    const latest = (await m.distTags.list(item.id)).get('latest');
    if (latest !== undefined) return latest;
  }
  const [newest] = await m.versions.listNewest(item.id, { statuses: ['Published'] }, { limit: 1 });
  return newest?.version;
}
