import type { ListPackagesRequest, ListPackagesResult } from '@aws-sdk/client-codeartifact';
import { coordinates, originConfiguration } from '../model/describe.ts';
import { locateRepository } from '../model/locate.ts';
import { cutPage } from '../model/page-tokens.ts';
import { operation } from './operation.ts';

const defaultPage = 50;

/** In order of format, namespace, name. */
export const listPackages = operation<ListPackagesRequest, ListPackagesResult>(
  async ({ identity, pages, store }, input) => {
    const filter = {
      format: input.format,
      namespacePrefix: input.namespace,
      namePrefix: input.packagePrefix,
      publish: input.publish,
      upstream: input.upstream,
    };
    const listing = ['ListPackages', input.domain, input.repository, ...Object.values(filter)];
    const key = pages.open(listing, input.nextToken);
    const after = key && ([String(key[0]), String(key[1]), String(key[2])] as const);
    const limit = input.maxResults ?? defaultPage;
    const rows = await store.transact(async (m) => {
      const repository = await locateRepository(m, identity, input);
      return m.packages.list(repository.id, filter, { after, limit: limit + 1 });
    });
    const { page, last } = cutPage(rows, limit);
    return {
      packages: page.map((item) => ({ ...coordinates(item), originConfiguration: originConfiguration(item) })),
      nextToken: last && pages.seal(listing, [last.format, last.namespace, last.name]),
    };
  },
);
