import type { RepositoryFilter } from '../storage/metadata.ts';
import type { Services } from '../services.ts';
import { repositorySummary } from './describe.ts';
import { cutPage } from './page-tokens.ts';

const defaultPage = 1000;

/** A page of repositories, for the two operations that list them. `listing` names the operation and its filter. */
export async function listRepositoryPage(
  { identity, pages, store }: Pick<Services, 'identity' | 'pages' | 'store'>,
  listing: readonly unknown[],
  filter: RepositoryFilter,
  { maxResults, nextToken }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
) {
  const limit = maxResults ?? defaultPage;
  const [domain, name] = pages.open(listing, nextToken) ?? [];
  const after = domain === undefined ? undefined : ([String(domain), String(name)] as const);
  const rows = await store.transact((m) => m.repositories.list(filter, { after, limit: limit + 1 }));
  const { page, last } = cutPage(rows, limit);
  return {
    repositories: page.map((repository) => repositorySummary(identity, repository)),
    nextToken: last && pages.seal(listing, [last.domain, last.name]),
  };
}
