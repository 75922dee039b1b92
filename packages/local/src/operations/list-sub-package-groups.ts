import type { ListSubPackageGroupsRequest, ListSubPackageGroupsResult } from '@aws-sdk/client-codeartifact';
import { pageOf, summariseGroups } from '../model/group-listing.ts';
import { locateDomain } from '../model/locate.ts';
import { listGroups, locateGroup, parentOf } from '../model/package-groups.ts';
import { operation } from './operation.ts';

/** The direct children, by pattern. */
export const listSubPackageGroups = operation<ListSubPackageGroupsRequest, ListSubPackageGroupsResult>(
  async (services, input) => {
    const { identity, store } = services;
    const groups = await store.transact(async (m) => {
      const domain = await locateDomain(m, identity, input);
      await locateGroup(m, domain.name, input.packageGroup);
      return listGroups(m, domain.name);
    });
    const children = groups.filter((group) => parentOf(groups, group)?.pattern === input.packageGroup);
    const listing = ['ListSubPackageGroups', input.domain, input.packageGroup];
    const { page, nextToken } = pageOf(services, listing, children, (group) => group.pattern, input);
    return { packageGroups: summariseGroups(identity, input.domain, page, groups), nextToken };
  },
);
