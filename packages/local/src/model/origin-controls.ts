import { accessDenied, conflict } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Metadata } from '../storage/metadata.ts';
import { recall } from '../storage/recall.ts';
import type { PackageKey, PackageRecord, RepositoryRecord } from '../storage/records.ts';
import {
  associatedGroup,
  effectiveGroup,
  type GroupRecord,
  listGroups,
  type RestrictionType,
} from './package-groups.ts';

/**
 * Throws AccessDeniedException (or ConflictException, by the assumption) when origin controls block publishing; which error AWS gives was
 * not observed. `item` is the package, when the repository has it.
 */
export async function checkPublishAllowed(
  m: Metadata,
  services: Services,
  repository: RepositoryRecord,
  key: PackageKey,
  item: PackageRecord | undefined,
): Promise<void> {
  const blocked = await publishBlock(m, services, repository, key, item);
  if (blocked === undefined) return;
  const isConflict = services.assumptions['publish-under-block'] === 'conflict';
  throw isConflict ? conflict(blocked, 'package', key.name) : accessDenied(blocked);
}

/** What blocks publishing, as a sentence: the package's own origin controls, or those of its package group. Both must allow it. */
export async function publishBlock(
  m: Metadata,
  { store }: Pick<Services, 'store'>,
  repository: RepositoryRecord,
  key: PackageKey,
  item: PackageRecord | undefined,
): Promise<string | undefined> {
  if (item?.publish === 'BLOCK') {
    return `The origin controls of package ${key.name} in ${repository.name} block publishing`;
  }
  const { domain } = repository;
  const groups = await recall(store, `groups ${domain}`, () => listGroups(m, domain), 'settings');
  const group = blockingGroup(groups, repository, key, 'PUBLISH');
  return group && `Package group ${group} blocks publishing of ${key.name} in ${repository.name}`;
}

/** The pattern of the package group that keeps versions of this origin out of the repository, if one does. */
export async function groupThatBlocks(
  m: Metadata,
  repository: RepositoryRecord,
  key: PackageKey,
  type: RestrictionType,
): Promise<string | undefined> {
  return blockingGroup(await listGroups(m, repository.domain), repository, key, type);
}

function blockingGroup(
  groups: readonly GroupRecord[],
  repository: RepositoryRecord,
  key: PackageKey,
  type: RestrictionType,
): string | undefined {
  const closest = associatedGroup(groups, key)?.group;
  if (!closest) return undefined;
  const effective = effectiveGroup(groups, closest, type);
  const mode = effective.restrictions[type];
  const blocked =
    mode === 'BLOCK' ||
    (mode === 'ALLOW_SPECIFIC_REPOSITORIES' && !(effective.allowed[type] ?? []).includes(repository.name));
  return blocked ? effective.pattern : undefined;
}
