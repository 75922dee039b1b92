import type { GetAssociatedPackageGroupRequest, GetAssociatedPackageGroupResult } from '@aws-sdk/client-codeartifact';
import { keyOf, locateDomain } from '../model/locate.ts';
import { associatedGroup, describeGroup, listGroups } from '../model/package-groups.ts';
import { operation } from './operation.ts';

/** The package need not exist. */
export const getAssociatedPackageGroup = operation<GetAssociatedPackageGroupRequest, GetAssociatedPackageGroupResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const { name: domain } = await locateDomain(m, identity, input);
      const groups = await listGroups(m, domain);
      const found = associatedGroup(groups, keyOf(input));
      if (!found) return {};
      return { packageGroup: describeGroup(identity, domain, found.group, groups), associationType: found.strength };
    }),
);
