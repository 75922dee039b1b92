import type { PackageRef } from '../coordinates.ts';
import type { ListVersionsOptions, PackagesQuery, VersionReader, VersionSummary } from '../ports/registry.ts';

/** Every version of a package, page after page. */
export async function listAllVersions(
  repository: Pick<VersionReader, 'listVersions'>,
  pkg: PackageRef,
  options: Omit<ListVersionsOptions, 'pageToken'> = {},
): Promise<VersionSummary[]> {
  const all: VersionSummary[] = [];
  let pageToken: string | undefined;
  do {
    const page = await repository.listVersions(pkg, { ...options, ...(pageToken === undefined ? {} : { pageToken }) });
    all.push(...page.items);
    pageToken = page.nextToken;
  } while (pageToken !== undefined);
  return all;
}

/** Every package of a namespace, page after page. */
export async function listAllPackages(
  repository: Pick<VersionReader, 'listPackages'>,
  query: Omit<PackagesQuery, 'pageToken'>,
): Promise<PackageRef[]> {
  const all: PackageRef[] = [];
  let pageToken: string | undefined;
  do {
    const page = await repository.listPackages({ ...query, ...(pageToken === undefined ? {} : { pageToken }) });
    all.push(...page.items);
    pageToken = page.nextToken;
  } while (pageToken !== undefined);
  return all;
}
