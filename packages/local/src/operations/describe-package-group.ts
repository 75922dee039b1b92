import type { DescribePackageGroupRequest, DescribePackageGroupResult } from '@aws-sdk/client-codeartifact';
import { locateDomain } from '../model/locate.ts';
import { describeGroup, listGroups, locateGroup } from '../model/package-groups.ts';
import { operation } from './operation.ts';

export const describePackageGroup = operation<DescribePackageGroupRequest, DescribePackageGroupResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const { name: domain } = await locateDomain(m, identity, input);
      const group = await locateGroup(m, domain, input.packageGroup);
      return { packageGroup: describeGroup(identity, domain, group, await listGroups(m, domain)) };
    }),
);
