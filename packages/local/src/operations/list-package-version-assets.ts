import type { ListPackageVersionAssetsRequest, ListPackageVersionAssetsResult } from '@aws-sdk/client-codeartifact';
import { assetSummaries } from '../model/asset-summary.ts';
import { coordinates } from '../model/describe.ts';
import { keyOf, locatePackage, locateRepository, locateVersion } from '../model/locate.ts';
import { cutPage } from '../model/page-tokens.ts';
import { operation } from './operation.ts';

const defaultPage = 100;

/** By name. Waits for hashes that are still being computed. */
export const listPackageVersionAssets = operation<ListPackageVersionAssetsRequest, ListPackageVersionAssetsResult>(
  async (services, input) => {
    const { assumptions, identity, pages, store } = services;
    const key = keyOf(input);
    const listing = ['ListPackageVersionAssets', input.domain, input.repository, key, input.packageVersion];
    const [after] = pages.open(listing, input.nextToken) ?? [];
    const limit = input.maxResults ?? defaultPage;
    const { item, version, rows } = await store.transact(async (m) => {
      const item = await locatePackage(m, await locateRepository(m, identity, input), key);
      const version = await locateVersion(m, item, input.packageVersion);
      const page = { after: after === undefined ? undefined : String(after), limit: limit + 1 };
      const hidden = version.status === 'Unfinished' && assumptions['list-unfinished-assets'] === 'no';
      return { item, version, rows: hidden ? [] : await m.assets.list(version.id, page) };
    });
    const { page, last } = cutPage(rows, limit);
    return {
      ...coordinates(item),
      version: version.version,
      versionRevision: version.revision,
      assets: await assetSummaries(services, page),
      nextToken: last && pages.seal(listing, [last.name]),
    };
  },
);
