import type { UpdatePackageGroupRequest, UpdatePackageGroupResult } from '@aws-sdk/client-codeartifact';
import { locateDomain } from '../model/locate.ts';
import { describeGroup, listGroups, locateGroup, writeGroup } from '../model/package-groups.ts';
import { operation } from './operation.ts';

/** What is not given stays. */
export const updatePackageGroup = operation<UpdatePackageGroupRequest, UpdatePackageGroupResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const { name: domain } = await locateDomain(m, identity, input);
      const before = await locateGroup(m, domain, input.packageGroup);
      const { contactInfo = before.contactInfo, description = before.description } = input;
      const group = { ...before, contactInfo, description };
      await writeGroup(m, domain, group);
      return { packageGroup: describeGroup(identity, domain, group, await listGroups(m, domain)) };
    }),
);
