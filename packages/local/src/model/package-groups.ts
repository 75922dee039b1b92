import type { Metadata } from '../storage/metadata.ts';
import type { DomainRecord } from '../storage/records.ts';

const kind = 'package-group';

/** A package group as stored, below the key `domain` + pattern, which begins with a slash. */
export interface GroupRecord {
  readonly pattern: string;
  readonly createdMs: number;
  readonly contactInfo?: string | undefined;
  readonly description?: string | undefined;
  readonly restrictions: Readonly<Record<string, string>>;
  /** Restriction type to repository names. */
  readonly allowed: Readonly<Record<string, readonly string[]>>;
}

/** Every domain has the group of all packages, which cannot be deleted (user guide, "Package groups"). */
export async function rootGroup(m: Metadata, domain: DomainRecord): Promise<void> {
  const all = 'ALLOW';
  await writeGroup(m, domain.name, {
    pattern: '/*',
    createdMs: domain.createdMs,
    restrictions: { PUBLISH: all, INTERNAL_UPSTREAM: all, EXTERNAL_UPSTREAM: all },
    allowed: {},
  });
}

export async function writeGroup(m: Metadata, domain: string, group: GroupRecord): Promise<void> {
  await m.documents.set(kind, `${domain}${group.pattern}`, JSON.stringify(group));
}

export async function removeGroupsOf(m: Metadata, domain: string): Promise<void> {
  await m.documents.removeUnder(kind, `${domain}/`);
}
