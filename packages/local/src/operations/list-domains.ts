import type { ListDomainsRequest, ListDomainsResult } from '@aws-sdk/client-codeartifact';
import { domainSummary } from '../model/describe.ts';
import { cutPage } from '../model/page-tokens.ts';
import { operation } from './operation.ts';

const defaultPage = 1000;

export const listDomains = operation<ListDomainsRequest, ListDomainsResult>(
  async ({ identity, pages, store }, input) => {
    const listing = ['ListDomains'];
    const [after] = pages.open(listing, input.nextToken) ?? [];
    const limit = input.maxResults ?? defaultPage;
    const rows = await store.transact((m) =>
      m.domains.list({ after: after === undefined ? undefined : String(after), limit: limit + 1 }),
    );
    const { page, last } = cutPage(rows, limit);
    return {
      domains: page.map((domain) => domainSummary(identity, domain)),
      nextToken: last && pages.seal(listing, [last.name]),
    };
  },
);
