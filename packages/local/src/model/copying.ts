import type { Assumptions } from '../assumptions.ts';
import type {
  AssetRecord,
  PackageFormat,
  PackageRecord,
  RepositoryRecord,
  VersionRecord,
  VersionStatus,
} from '../storage/records.ts';
import { failure, type VersionFailure } from './batch.ts';
import { setDistTag } from './dist-tags.ts';
import { publishBlock } from './origin-controls.ts';
import type { FoundVersion } from './resolution.ts';
import { sameContent } from './revision.ts';
import { createVersion, type Place, replaceVersion, type Writing } from './writing.ts';

/** What copying one version will do: `existing` is the version of the destination that it overwrites. */
export interface CopyStep {
  readonly source: VersionRecord;
  readonly from: Place;
  readonly assets: readonly AssetRecord[];
  readonly existing: VersionRecord | undefined;
}

/** Where versions are copied to, and the package when it is there already. */
export interface Destination {
  readonly repository: RepositoryRecord;
  readonly item: PackageRecord | undefined;
}

/** Decides on one version without changing anything. */
export async function planCopy(
  { m, services }: Writing,
  { place: from, version: source }: FoundVersion,
  { repository, item: to }: Destination,
  allowOverwrite: boolean,
): Promise<CopyStep | VersionFailure | 'identical'> {
  const { assumptions } = services;
  const refused = uncopyable(source.status, assumptions);
  if (refused) return failure.notAllowed(`Version ${source.version} is ${source.status} and cannot be copied`);
  const assets = await m.assets.list(source.id);
  const existing = to && (await m.versions.find(to.id, source.version));
  if (existing) {
    const kept = { assets: await m.assets.list(existing.id), metadata: existing.metadata };
    if (existing.status !== 'Disposed' && sameContent({ assets, metadata: source.metadata }, kept)) return 'identical';
    if (!allowOverwrite) return failure.exists(source.version);
    if (!overwritable(existing.status, from.item.format, assumptions)) {
      return failure.notAllowed(`Version ${source.version} of the destination is ${existing.status}`);
    }
  }
  if (assumptions['copy-under-publish-block'] === 'refuse') {
    const blocked = await publishBlock(m, services, repository, from.item, to);
    if (blocked !== undefined) return failure.notAllowed(`${blocked}: ${source.version} is not copied`);
  }
  return { source, from, assets, existing };
}

function uncopyable(status: VersionStatus, assumptions: Assumptions): boolean {
  if (status === 'Disposed') return true;
  if (status === 'Archived') return assumptions['copy-from-archived'] === 'refuse';
  return status === 'Unfinished' && assumptions['copy-from-unfinished'] === 'refuse';
}

function overwritable(status: VersionStatus, format: PackageFormat, assumptions: Assumptions): boolean {
  if (status === 'Published') return overwriting(format, assumptions) !== 'refuse';
  return status !== 'Disposed' && !(status === 'Archived' && assumptions['copy-onto-archived'] === 'refuse');
}

/** What an overwriting copy does to a version of this format. */
function overwriting(format: PackageFormat, assumptions: Assumptions): 'replace' | 'merge' | 'refuse' {
  const all = assumptions['copy-overwrite'];
  if (format !== 'generic' && format !== 'npm' && format !== 'pypi') return all;
  const own = assumptions[`copy-overwrite-${format}`];
  return own === 'same' ? all : own;
}

/** Does what `planCopy` decided, and moves the dist-tags that point at the version. */
export async function applyCopy(writing: Writing, place: Place, step: CopyStep): Promise<VersionRecord> {
  const { m, services } = writing;
  const { source, existing } = step;
  const content = {
    assets: step.assets,
    metadata: source.metadata,
    origin: source.origin,
    deprecated: source.deprecated,
    status: statusAfter(services.assumptions, source, existing),
  };
  const merge = existing && overwriting(step.from.item.format, services.assumptions) === 'merge';
  const merged = merge ? union(await m.assets.list(existing.id), step.assets) : step.assets;
  const version = existing
    ? await replaceVersion(writing, place, existing, { ...content, assets: merged })
    : await createVersion(writing, place, { ...content, version: source.version });
  for (const [tag, target] of await m.distTags.list(step.from.item.id)) {
    if (target === source.version) await setDistTag(m, services, place.item.id, tag, target);
  }
  return (await m.versions.find(place.item.id, version.version)) ?? version;
}

function statusAfter(
  assumptions: Assumptions,
  source: VersionRecord,
  existing: VersionRecord | undefined,
): VersionStatus {
  switch (assumptions['status-after-copy']) {
    case 'published':
      return 'Published';
    case 'keep':
      return existing?.status ?? source.status;
    default:
      return source.status;
  }
}

/** Of two assets with one name the copied one stays. */
function union(before: readonly AssetRecord[], copied: readonly AssetRecord[]): readonly AssetRecord[] {
  const byName = new Map([...before, ...copied].map((asset) => [asset.name, asset]));
  return [...byName.values()];
}
