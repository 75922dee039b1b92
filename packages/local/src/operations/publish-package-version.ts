import { setTimeout as delay } from 'node:timers/promises';
import type { PublishPackageVersionRequest, PublishPackageVersionResult } from '@aws-sdk/client-codeartifact';
import { conflict, invalid } from '../errors.ts';
import { knownHashList } from '../model/asset-summary.ts';
import { coordinates } from '../model/describe.ts';
import { checkGenericAssetName } from '../model/generic-names.ts';
import { keyOf, recallRepository } from '../model/locate.ts';
import { checkPublishAllowed } from '../model/origin-controls.ts';
import { receiveAsset } from '../model/receive-asset.ts';
import {
  addAsset,
  assetOf,
  changeStatus,
  createVersion,
  internalOrigin,
  openPackage,
  write,
} from '../model/writing.ts';
import type { Place, Writing } from '../model/writing.ts';
import type { AssetRecord, VersionRecord, VersionStatus } from '../storage/records.ts';
import { operation } from './operation.ts';

/** `concurrent-first-publish=unsafe`: how long a first publisher takes, so that others meet it also on a fast machine. */
const raceMs = 100;

interface PublishInput extends Omit<PublishPackageVersionRequest, 'assetContent'> {
  assetContent: AsyncIterable<Uint8Array> | undefined;
}

/**
 * Publishes one asset of a generic version. Without `unfinished` the version is Published at once, and takes no asset any more.
 * The reply has the hashes that are known by then, at least SHA-256; listings wait for the others.
 * Two that publish the same asset with other bytes: the first to commit wins, the other gets ConflictException.
 */
export const publishPackageVersion = operation<PublishInput, PublishPackageVersionResult>(async (services, input) => {
  const { store, limits, now } = services;
  if (input.format !== 'generic') {
    throw invalid(
      `PublishPackageVersion takes the format generic; publish ${input.format} with its package manager`,
      'OTHER',
    );
  }
  const key = keyOf(input);
  checkGenericAssetName(input.assetName);
  // Looked at before the body is read, so that a refusal costs no upload; and again with the lock held.
  const { racing, storedSize } = await store.transact(async (m) => {
    const repository = await recallRepository(services, input, m);
    const item = await m.packages.find(repository.id, key);
    await checkPublishAllowed(m, services, repository, key, item);
    const isUnsafe = services.assumptions['concurrent-first-publish'] === 'unsafe';
    return {
      racing: isUnsafe && (!item || !(await m.versions.find(item.id, input.packageVersion))),
      storedSize: await m.blobs.sizeOf(input.assetSHA256),
    };
  });
  const expected = { name: input.assetName, sha256: input.assetSHA256, storedSize, maxBytes: limits.maxAssetBytes };
  const blob = await receiveAsset(services, input.assetContent, expected);
  if (racing) await delay(raceMs);
  const { place, version, asset } = await write(services, async (writing) => {
    const repository = await recallRepository(services, input, writing.m);
    const item = await writing.m.packages.find(repository.id, key);
    await checkPublishAllowed(writing.m, services, repository, key, item);
    await writing.m.blobs.add(blob.sha256, blob.size, blob.hashes);
    const place = item ? { repository, item } : await openPackage(writing, repository, key, input.package);
    const asset = assetOf(input.assetName, blob, now());
    const target = input.unfinished === true ? 'Unfinished' : 'Published';
    const publishing = racing ? publishOver : publish;
    return { place, asset, version: await publishing(writing, place, input.packageVersion, asset, target) };
  });
  services.hashes.begin(blob);
  return {
    ...coordinates(place.item),
    version: version.version,
    versionRevision: version.revision,
    status: version.status,
    asset: { name: asset.name, size: asset.size, hashes: await knownHashList(services, blob) },
  };
});

async function publish(
  writing: Writing,
  place: Place,
  name: string,
  asset: AssetRecord,
  target: VersionStatus,
): Promise<VersionRecord> {
  const version = await writing.m.versions.find(place.item.id, name);
  if (!version) {
    const origin = internalOrigin(place.repository);
    return createVersion(writing, place, { version: name, status: target, origin, metadata: {}, assets: [asset] });
  }
  const existing = await writing.m.assets.find(version.id, asset.name);
  if (existing && existing.sha256 !== asset.sha256) {
    throw conflict(`Asset ${asset.name} of version ${name} exists with other content`, 'asset', asset.name);
  }
  if (version.status === 'Unfinished') {
    return existing ? changeStatus(writing, place, version, target) : addAsset(writing, place, version, asset, target);
  }
  const tolerated = existing && version.status !== 'Archived' && version.status !== 'Disposed';
  if (tolerated && writing.services.assumptions['same-bytes-on-published'] === 'ok') return version;
  throw conflict(`Package version ${name} is ${version.status} and takes no asset`, 'package-version', name);
}

/** What a service does that looks for the version before it writes, and not again: the last of several publishers stays. */
async function publishOver(
  writing: Writing,
  place: Place,
  name: string,
  asset: AssetRecord,
  target: VersionStatus,
): Promise<VersionRecord> {
  const { m } = writing;
  const version = await m.versions.find(place.item.id, name);
  if (!version) return publish(writing, place, name, asset, target);
  await m.assets.remove(version.id, asset.name);
  return addAsset(writing, place, version, asset, version.status === 'Published' ? 'Published' : target);
}
