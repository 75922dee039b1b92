import type { CreatePackageGroupRequest, CreatePackageGroupResult } from '@aws-sdk/client-codeartifact';
import { parseGroupPattern } from '../model/group-pattern.ts';
import { locateDomain } from '../model/locate.ts';
import { packageGroupArn } from '../model/names.ts';
import { describeGroup, inheritAll, listGroups, refuseExisting, writeGroup } from '../model/package-groups.ts';
import { setTags } from '../model/resource-tags.ts';
import { operation } from './operation.ts';

export const createPackageGroup = operation<CreatePackageGroupRequest, CreatePackageGroupResult>(
  async ({ identity, now, store }, input) =>
    store.transact(async (m) => {
      const { name: domain } = await locateDomain(m, identity, input);
      const { packageGroup: pattern, contactInfo, description } = input;
      parseGroupPattern(pattern);
      await refuseExisting(m, domain, pattern);
      const group = { pattern, contactInfo, description, createdMs: now(), restrictions: inheritAll, allowed: {} };
      await writeGroup(m, domain, group);
      await setTags(m, packageGroupArn(identity, domain, pattern), input.tags ?? []);
      return { packageGroup: describeGroup(identity, domain, group, await listGroups(m, domain)) };
    }),
);
