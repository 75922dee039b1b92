import type { Reply } from '../../http/reply.ts';
import { setDistTag } from '../../model/dist-tags.ts';
import { checkPublishAllowed } from '../../model/origin-controls.ts';
import { placesOf } from '../../model/resolution.ts';
import { isUpstream } from '../../model/retention.ts';
import { sameContent } from '../../model/revision.ts';
import { assetOf, createVersion, internalOrigin, openPackage, write } from '../../model/writing.ts';
import type { ReceivedBlob } from '../../storage/blobs.ts';
import type { BlobHashes } from '../../storage/records.ts';
import type { EndpointCall } from '../endpoint.ts';
import { type Json, objectIn, textIn } from '../../model/json-value.ts';
import { publicPackageWith } from './fetch-tarball.ts';
import { npmMetadata } from './manifest.ts';
import type { NpmName } from './package-name.ts';
import { tarballName } from './packument.ts';
import { npmError, npmReply } from './replies.ts';

/**
 * Publishes one version. The same tarball and manifest again are a success, any other content a 409: a version is changed by deleting it
 * first (user guide, "Package versions").
 */
export async function publishVersion(
  call: EndpointCall,
  name: NpmName,
  document: Json,
  tarball: ReceivedBlob,
): Promise<Reply> {
  const { services } = call;
  const [entry, ...others] = Object.entries(objectIn(document['versions']) ?? {});
  const manifest = objectIn(entry?.[1]);
  if (!entry || !manifest || others.length > 0) return npmError(400, 'a publish has exactly one version');
  const [versionName] = entry;
  if (!/^\d[^#/\s]{0,254}$/u.test(versionName) || manifest['version'] !== versionName) {
    return npmError(400, `'${versionName}' is no version`);
  }
  const hashes = await services.hashes.compute(tarball);
  const mismatch = distProblem(objectIn(manifest['dist']), hashes);
  if (mismatch) return npmError(400, mismatch);
  if (await publicPackageWith(call, name, versionName)) {
    return npmError(409, `${name.full}@${versionName} exists behind the external connection public:npmjs`);
  }
  const metadata = npmMetadata(manifest, textIn(document['readme']));
  return write(services, async (writing): Promise<Reply> => {
    const { m } = writing;
    const repository = await call.repository(m);
    const places = await placesOf(m, repository, name.key, services.limits);
    const own = places.find((place) => place.repository.id === repository.id);
    await checkPublishAllowed(m, services, repository, name.key, own?.item);
    if (await isUpstream(m, places, repository, versionName)) {
      return npmError(409, `${name.full}@${versionName} exists in an upstream repository`);
    }
    await m.blobs.add(tarball.sha256, tarball.size, hashes);
    const place = own ?? (await openPackage(writing, repository, name.key, name.key.name));
    const assets = [assetOf(tarballName, tarball, services.now())];
    const existing = await m.versions.find(place.item.id, versionName);
    if (existing) {
      const kept = { assets: await m.assets.list(existing.id), metadata: existing.metadata };
      const same = existing.status !== 'Archived' && sameContent({ assets, metadata }, kept);
      return same ? npmReply(200, { ok: true }) : npmError(409, `${name.full}@${versionName} exists`);
    }
    const origin = internalOrigin(repository);
    await createVersion(writing, place, { version: versionName, status: 'Published', origin, metadata, assets });
    for (const [tag, target] of Object.entries(objectIn(document['dist-tags']) ?? {})) {
      if (target === versionName) await setDistTag(m, services, place.item.id, tag, versionName);
    }
    const tags = await m.distTags.list(place.item.id);
    if (services.assumptions['latest-on-publish'] === 'forced' && !tags.has('latest')) {
      await setDistTag(m, services, place.item.id, 'latest', versionName);
    }
    return npmReply(200, { ok: true });
  });
}

/** What the manifest says of the tarball and is not so. */
function distProblem(dist: Json | undefined, hashes: BlobHashes): string | undefined {
  const shasum = textIn(dist?.['shasum']);
  if (shasum !== undefined && shasum !== hashes.sha1) return `the tarball's shasum is ${hashes.sha1}, not ${shasum}`;
  const integrity = textIn(dist?.['integrity']);
  const right = `sha512-${Buffer.from(hashes.sha512, 'hex').toString('base64')}`;
  const stated = integrity?.split(/\s+/u).find((item) => item.startsWith('sha512-'));
  return stated !== undefined && stated !== right ? `the tarball's integrity is ${right}, not ${stated}` : undefined;
}
