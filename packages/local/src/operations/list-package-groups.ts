import type { ListPackageGroupsRequest, ListPackageGroupsResult } from '@aws-sdk/client-codeartifact';
import { pageOf, summariseGroups } from '../model/group-listing.ts';
import { locateDomain } from '../model/locate.ts';
import { listGroups } from '../model/package-groups.ts';
import { operation } from './operation.ts';

/** By pattern. */
export const listPackageGroups = operation<ListPackageGroupsRequest, ListPackageGroupsResult>(
  async (services, input) => {
    const { identity, store } = services;
    const groups = await store.transact(async (m) => {
      const domain = await locateDomain(m, identity, input);
      return listGroups(m, domain.name);
    });
    const prefix = input.prefix ?? '';
    const matching = groups.filter((group) => group.pattern.startsWith(prefix));
    const listing = ['ListPackageGroups', input.domain, prefix];
    const { page, nextToken } = pageOf(services, listing, matching, (group) => group.pattern, input);
    return { packageGroups: summariseGroups(identity, input.domain, page, groups), nextToken };
  },
);
