import { createHash } from 'node:crypto';
import type { Assumptions } from '../assumptions.ts';
import type { AssetRecord, VersionMetadata, VersionStatus } from '../storage/records.ts';

/** What a revision is computed of. */
export interface RevisionContent {
  readonly assets: readonly Pick<AssetRecord, 'name' | 'sha256'>[];
  readonly metadata: VersionMetadata;
  readonly status: VersionStatus;
  readonly deprecated?: string | undefined;
}

type RevisionAssumptions = Pick<Assumptions, 'status-changes-revision' | 'deprecation-changes-revision'>;

/**
 * base64(SHA-256) over assets and metadata: the same content has the same revision in every repository, and another content another one.
 * Not observed on AWS, whose revisions only look like this; `status-changes-revision=yes` adds the status,
 * `deprecation-changes-revision=yes` the text of npm's deprecation.
 */
export function revisionOf(content: RevisionContent, assumptions: RevisionAssumptions): string {
  const assets = content.assets.map(({ name, sha256 }) => [name, sha256] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const metadata = Object.entries(content.metadata)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const status = assumptions['status-changes-revision'] === 'yes' ? content.status : '';
  return createHash('sha256')
    .update(JSON.stringify([assets, metadata, status]))
    .digest('base64');
}

/** Whether two versions hold the same assets and metadata, whatever their status. */
export function sameContent(
  a: Omit<RevisionContent, 'status' | 'deprecated'>,
  b: Omit<RevisionContent, 'status' | 'deprecated'>,
): boolean {
  const plain = { 'status-changes-revision': 'no', 'deprecation-changes-revision': 'no' } as const;
  return revisionOf({ ...a, status: 'Published' }, plain) === revisionOf({ ...b, status: 'Published' }, plain);
}
