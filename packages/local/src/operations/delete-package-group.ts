import type { DeletePackageGroupRequest, DeletePackageGroupResult } from '@aws-sdk/client-codeartifact';
import { invalid } from '../errors.ts';
import { locateDomain } from '../model/locate.ts';
import { packageGroupArn } from '../model/names.ts';
import { describeGroup, isRoot, listGroups, locateGroup, removeGroup } from '../model/package-groups.ts';
import { removeTags } from '../model/resource-tags.ts';
import { operation } from './operation.ts';

/** Its packages go to the group around it. The root stays. */
export const deletePackageGroup = operation<DeletePackageGroupRequest, DeletePackageGroupResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const { name: domain } = await locateDomain(m, identity, input);
      const group = await locateGroup(m, domain, input.packageGroup);
      if (isRoot(group)) throw invalid('The root package group cannot be deleted', 'OTHER');
      const packageGroup = describeGroup(identity, domain, group, await listGroups(m, domain));
      await removeGroup(m, domain, group.pattern);
      await removeTags(m, packageGroupArn(identity, domain, group.pattern));
      return { packageGroup };
    }),
);
