import type {
  ListPackageVersionDependenciesRequest,
  ListPackageVersionDependenciesResult,
} from '@aws-sdk/client-codeartifact';
import { coordinates } from '../model/describe.ts';
import { keyOf, locatePackage, locateRepository, locateVersion } from '../model/locate.ts';
import { cutPage } from '../model/page-tokens.ts';
import { operation } from './operation.ts';

/** The model gives this listing a token and no size. */
const pageSize = 100;

/** In the order of the package's own metadata. */
export const listPackageVersionDependencies = operation<
  ListPackageVersionDependenciesRequest,
  ListPackageVersionDependenciesResult
>(async ({ identity, pages, store }, input) => {
  const key = keyOf(input);
  const { item, version } = await store.transact(async (m) => {
    const item = await locatePackage(m, await locateRepository(m, identity, input), key);
    return { item, version: await locateVersion(m, item, input.packageVersion) };
  });
  const { domain, repository } = input;
  // The revision is part of the listing: positions mean nothing in another one.
  const listing = ['ListPackageVersionDependencies', domain, repository, key, version.version, version.revision];
  const [start = 0] = pages.open(listing, input.nextToken) ?? [];
  const rest = (version.metadata.dependencies ?? []).slice(Number(start));
  const { page, last } = cutPage(rest, pageSize);
  return {
    ...coordinates(item),
    version: version.version,
    versionRevision: version.revision,
    dependencies: page.map((dependency) => ({ ...dependency })),
    nextToken: last && pages.seal(listing, [Number(start) + pageSize]),
  };
});
