import type {
  PackageGroupAllowedRepository,
  UpdatePackageGroupOriginConfigurationRequest,
  UpdatePackageGroupOriginConfigurationResult,
} from '@aws-sdk/client-codeartifact';
import { invalid, notFound } from '../errors.ts';
import { locateDomain } from '../model/locate.ts';
import {
  describeGroup,
  type GroupRecord,
  isRoot,
  listGroups,
  locateGroup,
  type RestrictionType,
  restrictionTypes,
  writeGroup,
} from '../model/package-groups.ts';
import type { Metadata } from '../storage/metadata.ts';
import { operation } from './operation.ts';

/** Answers with the repositories that were really added or removed. */
export const updatePackageGroupOriginConfiguration = operation<
  UpdatePackageGroupOriginConfigurationRequest,
  UpdatePackageGroupOriginConfigurationResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    const { name: domain } = await locateDomain(m, identity, input);
    const before = await locateGroup(m, domain, input.packageGroup);
    const restrictions = { ...before.restrictions, ...input.restrictions };
    if (isRoot(before) && Object.values(restrictions).includes('INHERIT')) {
      throw invalid('The root package group has nothing to inherit from', 'OTHER');
    }
    const added = input.addAllowedRepositories ?? [];
    const removed = input.removeAllowedRepositories ?? [];
    await checkRepositories(m, domain, added);
    const changes = restrictionTypes.map((type) =>
      changeOf(before, type, namesOf(added, type), namesOf(removed, type)),
    );
    const allowed = Object.fromEntries(changes.map((change) => [change.type, change.repositories]));
    const group = { ...before, restrictions, allowed };
    await writeGroup(m, domain, group);
    return {
      packageGroup: describeGroup(identity, domain, group, await listGroups(m, domain)),
      allowedRepositoryUpdates: Object.fromEntries(
        changes
          .filter((change) => change.added.length + change.removed.length > 0)
          .map((change) => [change.type, { ADDED: change.added, REMOVED: change.removed }]),
      ),
    };
  }),
);

async function checkRepositories(
  m: Metadata,
  domain: string,
  named: readonly PackageGroupAllowedRepository[],
): Promise<void> {
  for (const { repositoryName = '' } of named) {
    if (await m.repositories.find(domain, repositoryName)) continue;
    throw notFound(`Repository not found: ${repositoryName}`, 'repository', repositoryName);
  }
}

function namesOf(list: readonly PackageGroupAllowedRepository[], type: RestrictionType): readonly string[] {
  return list.filter((item) => item.originRestrictionType === type).map((item) => item.repositoryName ?? '');
}

function changeOf(group: GroupRecord, type: RestrictionType, add: readonly string[], remove: readonly string[]) {
  const before = group.allowed[type] ?? [];
  const removed = remove.filter((name) => before.includes(name));
  const added = add.filter((name) => !before.includes(name));
  const repositories = [...before.filter((name) => !removed.includes(name)), ...added].sort();
  return { type, repositories, added, removed };
}
