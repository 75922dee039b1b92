import { createHash } from 'node:crypto';
import type { Services } from '../services.ts';
import type { Metadata } from '../storage/metadata.ts';
import type { AssetRecord, VersionMetadata, VersionStatus } from '../storage/records.ts';

/** What a revision is computed of: always of the first two, of the others where an assumption says so. */
export interface RevisionContent {
  readonly assets: readonly Pick<AssetRecord, 'name' | 'sha256'>[];
  readonly metadata: VersionMetadata;
  readonly status?: VersionStatus;
  readonly extra?: readonly string[];
}

/** A version about to be stored. */
export interface RevisedVersion extends Pick<RevisionContent, 'assets' | 'metadata'> {
  readonly packageId: number;
  readonly version: string;
  readonly status: VersionStatus;
  readonly deprecated?: string | undefined;
}

/** base64(SHA-256): the same content has the same revision. Not observed on AWS, whose revisions only look like this. */
export function revisionOf({ assets, metadata, status = undefined, extra = [] }: RevisionContent): string {
  const files = assets.map(({ name, sha256 }) => [name, sha256] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const said = Object.entries(metadata)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([files, said, status ?? '', ...extra]))
    .digest('base64');
}

/** The revision that a version gets, of everything that it depends on by the assumptions. */
export async function currentRevision(
  m: Metadata,
  { assumptions }: Services,
  version: RevisedVersion,
): Promise<string> {
  const { assets, metadata, status, deprecated } = version;
  const extra: string[] = [];
  if (assumptions['deprecation-changes-revision'] === 'yes') extra.push(`deprecated ${deprecated ?? ''}`);
  if (assumptions['dist-tags-change-revision'] === 'yes') {
    const tags = await m.distTags.list(version.packageId);
    extra.push(...[...tags].filter(([, target]) => target === version.version).map(([tag]) => `tag ${tag}`));
  }
  if (assumptions['revision-after-copy'] === 'own') extra.push(`package ${version.packageId}`);
  const byStatus = assumptions['status-changes-revision'] === 'yes';
  return revisionOf({ assets, metadata, extra, ...(byStatus && { status }) });
}

/** Whether two versions hold the same assets and metadata, whatever their status. */
export function sameContent(
  a: Pick<RevisionContent, 'assets' | 'metadata'>,
  b: Pick<RevisionContent, 'assets' | 'metadata'>,
): boolean {
  return (
    revisionOf({ assets: a.assets, metadata: a.metadata }) === revisionOf({ assets: b.assets, metadata: b.metadata })
  );
}
