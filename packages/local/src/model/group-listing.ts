import type { Identity, Services } from '../services.ts';
import { describeGroup, type GroupRecord } from './package-groups.ts';
import { cutPage } from './page-tokens.ts';

const defaultPage = 1000;

export interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** One page of a list that is short enough to be made as a whole, in the order of its keys. */
export function pageOf<Item>(
  { pages }: Pick<Services, 'pages'>,
  listing: readonly unknown[],
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { maxResults, nextToken }: PageRequest,
): { readonly page: readonly Item[]; readonly nextToken: string | undefined } {
  const [after] = pages.open(listing, nextToken) ?? [];
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > String(after));
  const { page, last } = cutPage(rest, maxResults ?? defaultPage);
  return { page, nextToken: last && pages.seal(listing, [keyOf(last)]) };
}

export function summariseGroups(
  identity: Identity,
  domain: string,
  page: readonly GroupRecord[],
  groups: readonly GroupRecord[],
) {
  return page.map((group) => describeGroup(identity, domain, group, groups));
}
