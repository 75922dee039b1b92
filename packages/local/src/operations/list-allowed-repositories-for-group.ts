import type {
  ListAllowedRepositoriesForGroupRequest,
  ListAllowedRepositoriesForGroupResult,
} from '@aws-sdk/client-codeartifact';
import { pageOf } from '../model/group-listing.ts';
import { locateDomain } from '../model/locate.ts';
import { locateGroup } from '../model/package-groups.ts';
import { operation } from './operation.ts';

/** By name. Those of the group itself, not of one it inherits from. */
export const listAllowedRepositoriesForGroup = operation<
  ListAllowedRepositoriesForGroupRequest,
  ListAllowedRepositoriesForGroupResult
>(async (services, input) => {
  const group = await services.store.transact(async (m) => {
    const domain = await locateDomain(m, services.identity, input);
    return locateGroup(m, domain.name, input.packageGroup);
  });
  const type = input.originRestrictionType;
  const listing = ['ListAllowedRepositoriesForGroup', input.domain, group.pattern, type];
  const { page, nextToken } = pageOf(services, listing, group.allowed[type] ?? [], (name) => name, input);
  return { allowedRepositories: [...page], nextToken };
});
