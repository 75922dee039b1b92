import type { ListPackageVersionsRequest, ListPackageVersionsResult } from '@aws-sdk/client-codeartifact';
import { coordinates, versionOrigin } from '../model/describe.ts';
import { keyOf, locatePackage, locateRepository } from '../model/locate.ts';
import { cutPage } from '../model/page-tokens.ts';
import { displayVersion, listedStatuses } from '../model/version-listing.ts';
import { operation } from './operation.ts';

/** Documented for this operation. */
const defaultPage = 50;

/** By version string, or newest first with sortBy=PUBLISHED_TIME; new versions never move a page that is yet to come. */
export const listPackageVersions = operation<ListPackageVersionsRequest, ListPackageVersionsResult>(
  async ({ assumptions, identity, pages, store }, input) => {
    const key = keyOf(input);
    const newest = input.sortBy === 'PUBLISHED_TIME';
    const filter = { statuses: listedStatuses(input.status, assumptions), originType: input.originType };
    const listing = ['ListPackageVersions', input.domain, input.repository, key, filter, newest];
    const after = pages.open(listing, input.nextToken);
    const limit = input.maxResults ?? defaultPage;
    const { item, rows, defaultDisplayVersion } = await store.transact(async (m) => {
      const item = await locatePackage(m, await locateRepository(m, identity, input), key);
      const rows = newest
        ? await m.versions.listNewest(item.id, filter, {
            after: after && [Number(after[0]), Number(after[1])],
            limit: limit + 1,
          })
        : await m.versions.listByName(item.id, filter, { after: after && String(after[0]), limit: limit + 1 });
      return { item, rows, defaultDisplayVersion: await displayVersion(m, item) };
    });
    const { page, last } = cutPage(rows, limit);
    return {
      ...coordinates(item),
      defaultDisplayVersion,
      versions: page.map((version) => ({
        version: version.version,
        revision: version.revision,
        status: version.status,
        origin: versionOrigin(version),
      })),
      nextToken: last && pages.seal(listing, newest ? [last.publishedMs, last.id] : [last.version]),
    };
  },
);
