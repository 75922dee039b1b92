import type { ListAssociatedPackagesRequest, ListAssociatedPackagesResult } from '@aws-sdk/client-codeartifact';
import { parseGroupPattern } from '../model/group-pattern.ts';
import { pageOf } from '../model/group-listing.ts';
import { locateDomain } from '../model/locate.ts';
import { associatedGroup, type GroupRecord, inheritAll, listGroups, locateGroup } from '../model/package-groups.ts';
import type { PackageKey } from '../storage/records.ts';
import { operation } from './operation.ts';

/** By format, namespace and name, each package of the domain once. With `preview` for a group that is not there yet. */
export const listAssociatedPackages = operation<ListAssociatedPackagesRequest, ListAssociatedPackagesResult>(
  async (services, input) => {
    const { identity, store } = services;
    const pattern = input.packageGroup;
    const { groups, keys } = await store.transact(async (m) => {
      const domain = await locateDomain(m, identity, input);
      const groups = await listGroups(m, domain.name);
      if (input.preview !== true) await locateGroup(m, domain.name, pattern);
      return { groups: withGroup(groups, pattern), keys: await m.packages.listOfDomain(domain.name) };
    });
    const associated = keys
      .map((key) => ({ key, found: associatedGroup(groups, key) }))
      .filter((item) => item.found?.group.pattern === pattern);
    const listing = ['ListAssociatedPackages', input.domain, pattern, input.preview];
    const { page, nextToken } = pageOf(services, listing, associated, ({ key }) => pathOf(key), input);
    return {
      packages: page.map(({ key, found }) => ({
        format: key.format,
        namespace: key.namespace === '' ? undefined : key.namespace,
        package: key.name,
        associationType: found?.strength,
      })),
      nextToken,
    };
  },
);

function withGroup(groups: readonly GroupRecord[], pattern: string): readonly GroupRecord[] {
  if (groups.some((group) => group.pattern === pattern)) return groups;
  parseGroupPattern(pattern);
  return [...groups, { pattern, createdMs: 0, restrictions: inheritAll, allowed: {} }];
}

/** Orders as (format, namespace, name): no part has a slash, and the separator is below every character of a name. */
function pathOf(key: PackageKey): string {
  return [key.format, key.namespace, key.name].join('\u0001');
}
