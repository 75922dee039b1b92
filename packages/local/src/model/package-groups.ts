import { conflict, notFound } from '../errors.ts';
import type { Identity } from '../services.ts';
import type { Metadata } from '../storage/metadata.ts';
import type { DomainRecord, PackageKey } from '../storage/records.ts';
import { covers, matchStrength, parseGroupPattern, specificity, type Strength } from './group-pattern.ts';
import { packageGroupArn } from './names.ts';

const kind = 'package-group';

export const restrictionTypes = ['PUBLISH', 'EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'] as const;
export type RestrictionType = (typeof restrictionTypes)[number];
export type RestrictionMode = 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK' | 'INHERIT';

/** A package group as stored, below the key `domain` + pattern, which begins with a slash. */
export interface GroupRecord {
  readonly pattern: string;
  readonly createdMs: number;
  readonly contactInfo?: string | undefined;
  readonly description?: string | undefined;
  readonly restrictions: Readonly<Record<RestrictionType, RestrictionMode>>;
  /** The repositories of ALLOW_SPECIFIC_REPOSITORIES. */
  readonly allowed: Readonly<Partial<Record<RestrictionType, readonly string[]>>>;
}

const rootPattern = '/*';
const everyMode = (mode: RestrictionMode) => ({ PUBLISH: mode, EXTERNAL_UPSTREAM: mode, INTERNAL_UPSTREAM: mode });

/** What a new group has until it is told otherwise. */
export const inheritAll = everyMode('INHERIT');

/** Every domain has the group of all packages, which cannot be deleted (user guide, "Package groups"). */
export async function rootGroup(m: Metadata, domain: DomainRecord): Promise<void> {
  const { createdMs } = domain;
  await writeGroup(m, domain.name, { pattern: rootPattern, createdMs, restrictions: everyMode('ALLOW'), allowed: {} });
}

export function isRoot(group: GroupRecord): boolean {
  return group.pattern === rootPattern;
}

export async function writeGroup(m: Metadata, domain: string, group: GroupRecord): Promise<void> {
  await m.documents.set(kind, `${domain}${group.pattern}`, JSON.stringify(group));
}

export async function removeGroup(m: Metadata, domain: string, pattern: string): Promise<void> {
  await m.documents.remove(kind, `${domain}${pattern}`);
}

export async function removeGroupsOf(m: Metadata, domain: string): Promise<void> {
  await m.documents.removeUnder(kind, `${domain}/`);
}

export async function findGroup(m: Metadata, domain: string, pattern: string): Promise<GroupRecord | undefined> {
  const text = await m.documents.get(kind, `${domain}${pattern}`);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Throws ResourceNotFoundException. */
export async function locateGroup(m: Metadata, domain: string, pattern: string): Promise<GroupRecord> {
  const group = await findGroup(m, domain, pattern);
  // The model has no resource type for groups; the domain is the nearest.
  if (!group) throw notFound(`Package group not found. Pattern: ${pattern}`, 'domain', domain);
  return group;
}

/** Throws ConflictException. */
export async function refuseExisting(m: Metadata, domain: string, pattern: string): Promise<void> {
  if (await findGroup(m, domain, pattern)) throw conflict(`Package group ${pattern} already exists`, 'domain', domain);
}

/** The domain's groups whose pattern begins with `prefix`, by pattern. */
export async function listGroups(m: Metadata, domain: string, prefix = '/'): Promise<readonly GroupRecord[]> {
  const rows = await m.documents.list(kind, `${domain}${prefix}`, { limit: Number.MAX_SAFE_INTEGER });
  return rows.map((row) => JSON.parse(row.value));
}

/** The closest of the groups that a package is in, which is the only one it is associated with. */
export function associatedGroup(
  groups: readonly GroupRecord[],
  key: PackageKey,
): { readonly group: GroupRecord; readonly strength: Strength } | undefined {
  return groups
    .map((group) => ({ group, pattern: parseGroupPattern(group.pattern) }))
    .map(({ group, pattern }) => ({ group, strength: matchStrength(pattern, key), rank: specificity(pattern) }))
    .filter((item): item is typeof item & { strength: Strength } => item.strength !== undefined)
    .sort((a, b) => b.rank - a.rank)[0];
}

/** The closest group around `group`; undefined for the root. */
export function parentOf(groups: readonly GroupRecord[], group: GroupRecord): GroupRecord | undefined {
  const inner = parseGroupPattern(group.pattern);
  return groups
    .map((item) => ({ item, pattern: parseGroupPattern(item.pattern) }))
    .filter(({ item, pattern }) => item.pattern !== group.pattern && covers(pattern, inner))
    .sort((a, b) => specificity(b.pattern) - specificity(a.pattern))[0]?.item;
}

/** The first group from `group` upwards that does not inherit: its mode and its repositories are what counts. */
export function effectiveGroup(groups: readonly GroupRecord[], group: GroupRecord, type: RestrictionType): GroupRecord {
  if (group.restrictions[type] !== 'INHERIT') return group;
  const parent = parentOf(groups, group);
  return parent ? effectiveGroup(groups, parent, type) : group;
}

export function describeGroup(identity: Identity, domain: string, group: GroupRecord, groups: readonly GroupRecord[]) {
  const parent = parentOf(groups, group);
  const restrictions = Object.fromEntries(
    restrictionTypes.map((type) => {
      const effective = effectiveGroup(groups, group, type);
      const inherited = effective.pattern !== group.pattern;
      return [
        type,
        {
          mode: group.restrictions[type],
          effectiveMode: effective.restrictions[type],
          ...(inherited && { inheritedFrom: referenceTo(identity, domain, effective) }),
          repositoriesCount: effective.allowed[type]?.length ?? 0,
        },
      ];
    }),
  );
  return {
    ...referenceTo(identity, domain, group),
    domainName: domain,
    domainOwner: identity.account,
    createdTime: new Date(group.createdMs),
    contactInfo: group.contactInfo,
    description: group.description,
    originConfiguration: { restrictions },
    parent: parent && referenceTo(identity, domain, parent),
  };
}

function referenceTo(identity: Identity, domain: string, group: GroupRecord) {
  return { arn: packageGroupArn(identity, domain, group.pattern), pattern: group.pattern };
}
