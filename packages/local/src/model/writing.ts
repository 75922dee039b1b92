import { randomUUID } from 'node:crypto';
import type { Assumptions } from '../assumptions.ts';
import { overQuota } from '../errors.ts';
import type { VersionEvent, VersionEventDetail } from '../events.ts';
import type { Services } from '../services.ts';
import type { Metadata, NewPackage } from '../storage/metadata.ts';
import type {
  AssetRecord,
  Control,
  Origin,
  PackageKey,
  PackageRecord,
  RepositoryRecord,
  VersionMetadata,
  VersionRecord,
  VersionStatus,
} from '../storage/records.ts';
import { untagDeleted } from './dist-tags.ts';
import { packageArn } from './names.ts';
import { currentRevision } from './revision.ts';

/** A transaction that changes packages: what it did is told as events when, and only when, it is committed. */
export interface Writing {
  readonly m: Metadata;
  readonly services: Services;
  readonly events: VersionEvent[];
}

export async function write<T>(services: Services, work: (writing: Writing) => Promise<T>): Promise<T> {
  const events: VersionEvent[] = [];
  const result = await services.store.transact((m) => work({ m, services, events }));
  for (const event of events) services.events.emit(event);
  return result;
}

/** Where a version is: what an event and an error name. */
export interface Place {
  readonly repository: RepositoryRecord;
  readonly item: PackageRecord;
}

export interface Restrictions {
  readonly publish: Control;
  readonly upstream: Control;
}

/** What a package gets whose first version is published directly (user guide, "Editing package origin controls"). */
export const directRestrictions: Restrictions = { publish: 'ALLOW', upstream: 'BLOCK' };

/** What a package gets that a copy makes. AWS does not document it. */
export function firstCopyRestrictions(assumptions: Assumptions, source: Restrictions): Restrictions {
  switch (assumptions['origin-after-first-copy']) {
    case 'open':
      return { publish: 'ALLOW', upstream: 'ALLOW' };
    case 'source':
      return { publish: source.publish, upstream: source.upstream };
    default:
      return directRestrictions;
  }
}

/** The package, made when the repository does not have it. */
export async function openPackage(
  { m }: Writing,
  repository: RepositoryRecord,
  key: PackageKey,
  displayName: string,
  restrictions: Restrictions = directRestrictions,
): Promise<Place> {
  const fresh: NewPackage = {
    format: key.format,
    namespace: key.namespace,
    name: key.name,
    repositoryId: repository.id,
    displayName,
    ...restrictions,
  };
  const item = (await m.packages.find(repository.id, key)) ?? (await m.packages.insert(fresh));
  return { repository, item };
}

export interface FreshVersion {
  readonly version: string;
  readonly status: VersionStatus;
  readonly origin: Origin;
  readonly metadata: VersionMetadata;
  readonly assets: readonly AssetRecord[];
  readonly deprecated?: string | undefined;
}

export function internalOrigin(repository: RepositoryRecord): Origin {
  return { type: 'INTERNAL', repository: repository.name, connection: undefined };
}

/** Throws ServiceQuotaExceededException when the version would hold too many assets. */
export async function createVersion(writing: Writing, place: Place, fresh: FreshVersion): Promise<VersionRecord> {
  const { m, services } = writing;
  checkAssetCount(services, fresh.version, fresh.assets.length);
  const { assets, ...rest } = fresh;
  const version = await m.versions.insert({
    ...rest,
    packageId: place.item.id,
    revision: await currentRevision(m, services, { ...fresh, packageId: place.item.id }),
    publishedMs: services.now(),
  });
  for (const asset of assets) await m.assets.insert(version.id, asset);
  await tell(writing, place, version, 'Created', { assetsAdded: assets.length, statusChanged: true });
  return version;
}

/** Adds one asset, which gives the version another revision; `status` publishes it in the same step. */
export async function addAsset(
  writing: Writing,
  place: Place,
  version: VersionRecord,
  asset: AssetRecord,
  status: VersionStatus = version.status,
): Promise<VersionRecord> {
  const { m, services } = writing;
  const assets = [...(await m.assets.digests(version.id)), asset];
  checkAssetCount(services, version.version, assets.length);
  await m.assets.insert(version.id, asset);
  const changed = {
    ...version,
    status,
    revision: await currentRevision(m, services, { ...version, assets, status }),
    ...(status !== version.status && { publishedMs: services.now() }),
  };
  await m.versions.revise(changed);
  await tell(writing, place, changed, 'Updated', { assetsAdded: 1, statusChanged: status !== version.status });
  return changed;
}

/** Changes the status, and nothing else unless the assumptions say so. A first publication sets the time. */
export async function changeStatus(
  writing: Writing,
  place: Place,
  version: VersionRecord,
  status: VersionStatus,
): Promise<VersionRecord> {
  const { m, services } = writing;
  if (version.status === status) return version;
  const assets = await m.assets.digests(version.id);
  const changed = {
    ...version,
    status,
    revision: await currentRevision(m, services, { ...version, assets, status }),
    ...(version.status === 'Unfinished' && status === 'Published' && { publishedMs: services.now() }),
  };
  await m.versions.revise(changed);
  await tell(writing, place, changed, 'Updated', { statusChanged: true });
  return changed;
}

/** Sets or takes away npm's deprecation; the revision stays unless the assumptions say otherwise. */
export async function deprecateVersion(
  { m, services }: Writing,
  version: VersionRecord,
  deprecated: string | undefined,
): Promise<void> {
  const changed = { ...version, deprecated };
  const assets = await m.assets.digests(version.id);
  const revision = await currentRevision(m, services, { ...changed, assets });
  await m.versions.update(version.id, { deprecated, revision });
}

/** Replaces everything the version holds; it keeps its row, so pages of listings stay stable. */
export async function replaceVersion(
  writing: Writing,
  place: Place,
  version: VersionRecord,
  content: Pick<FreshVersion, 'assets' | 'metadata' | 'status' | 'origin' | 'deprecated'>,
): Promise<VersionRecord> {
  const { m, services } = writing;
  checkAssetCount(services, version.version, content.assets.length);
  const before = new Map((await m.assets.list(version.id)).map((asset) => [asset.name, asset.sha256]));
  await m.assets.removeAll(version.id);
  for (const asset of content.assets) await m.assets.insert(version.id, asset);
  const changed = {
    ...version,
    status: content.status,
    metadata: content.metadata,
    origin: content.origin,
    deprecated: content.deprecated,
    revision: await currentRevision(m, services, { ...version, ...content }),
    publishedMs: services.now(),
  };
  await m.versions.update(version.id, changed);
  const added = content.assets.filter((asset) => !before.has(asset.name)).length;
  await tell(writing, place, changed, 'Updated', {
    assetsAdded: added,
    assetsUpdated: content.assets.filter((a) => before.has(a.name) && before.get(a.name) !== a.sha256).length,
    assetsRemoved: before.size - (content.assets.length - added),
    metadataUpdated: true,
    statusChanged: content.status !== version.status,
  });
  return changed;
}

/** Destroys the assets; the version stays as a tombstone. */
export async function disposeVersion(writing: Writing, place: Place, version: VersionRecord): Promise<VersionRecord> {
  const removed = await writing.m.assets.count(version.id);
  await writing.m.assets.removeAll(version.id);
  const changed: VersionRecord = { ...version, status: 'Disposed' };
  await writing.m.versions.update(version.id, { status: 'Disposed' });
  await tell(writing, place, changed, 'Updated', { assetsRemoved: removed, statusChanged: true });
  return changed;
}

export async function deleteVersion(writing: Writing, place: Place, version: VersionRecord): Promise<void> {
  const { m, services } = writing;
  const removed = await m.assets.count(version.id);
  await tell(writing, place, version, 'Deleted', { assetsRemoved: removed, statusChanged: true });
  await m.versions.remove(version.id);
  await untagDeleted(m, services, place.item.id, version.version);
}

/** An asset that refers to a received blob. */
export function assetOf(
  name: string,
  blob: { readonly sha256: string; readonly size: number },
  uploadedMs: number,
  metadata: AssetRecord['metadata'] = {},
): AssetRecord {
  return { name, sha256: blob.sha256, size: blob.size, uploadedMs, metadata };
}

function checkAssetCount(services: Services, version: string, count: number): void {
  const { maxAssets } = services.limits;
  if (count > maxAssets) {
    throw overQuota(`Package version ${version} would have more than ${maxAssets} assets`, 'package-version', version);
  }
}

const noChanges = {
  assetsAdded: 0,
  assetsRemoved: 0,
  assetsUpdated: 0,
  metadataUpdated: false,
  statusChanged: false,
};

async function tell(
  { m, services, events }: Writing,
  { repository, item }: Place,
  version: VersionRecord,
  operationType: VersionEventDetail['operationType'],
  changes: Partial<VersionEventDetail['changes']>,
): Promise<void> {
  const { identity, now } = services;
  events.push({
    version: '0',
    id: randomUUID(),
    'detail-type': 'CodeArtifact Package Version State Change',
    source: 'aws.codeartifact',
    account: identity.account,
    time: new Date(now()).toISOString(),
    region: identity.region,
    resources: [packageArn(identity, repository.domain, repository.name, item)],
    detail: {
      domainName: repository.domain,
      domainOwner: identity.account,
      repositoryName: repository.name,
      repositoryAdministrator: identity.account,
      packageFormat: item.format,
      packageNamespace: item.namespace === '' ? null : item.namespace,
      packageName: item.name,
      packageVersion: version.version,
      packageVersionState: version.status,
      packageVersionRevision: version.revision,
      changes: { ...noChanges, ...changes },
      operationType,
      sequenceNumber: await m.packages.nextSequence(item.id),
      eventDeduplicationId: randomUUID(),
    },
  });
}
