import { checkFresh, keepExternal, receivePublic, wrongDigest } from '../../model/ingestion.ts';
import { assetOf } from '../../model/writing.ts';
import { type PublicPackage, publicPackage } from '../../public/npm-listing.ts';
import type { EndpointCall } from '../endpoint.ts';
import { npmMetadata } from './manifest.ts';
import type { NpmName } from './package-name.ts';
import { tarballName } from './packument.ts';

/** The public package whose version may come through the external connection. Throws PublicSourceError. */
export async function publicPackageWith(
  call: EndpointCall,
  name: NpmName,
  version: string,
): Promise<PublicPackage | undefined> {
  const source = call.services.publicSources.get('npm');
  if (!source || !(await checkFresh(call, name.key, version))) return undefined;
  const found = await publicPackage(source, name.full);
  return found?.versions.has(version) === true ? found : undefined;
}

/**
 * Fetches a version through the external connection, compares its tarball with the integrity (or the shasum) that the registry announced,
 * and keeps it where the connection is. False when there is no such connection or version. Throws PublicSourceError, and then keeps nothing.
 */
export async function fetchTarball(call: EndpointCall, name: NpmName, version: string): Promise<boolean> {
  const { services } = call;
  const source = services.publicSources.get('npm');
  const found = await publicPackageWith(call, name, version);
  const one = found?.versions.get(version);
  if (!source || !found || !one) return false;
  const blob = await receivePublic(services, source, one.tarball);
  const hashes = await services.hashes.compute(blob);
  const sha512 = `sha512-${Buffer.from(hashes.sha512, 'hex').toString('base64')}`;
  const file = `${name.full}@${version}`;
  if (one.sha512 !== undefined && one.sha512 !== sha512) throw wrongDigest(file, 'integrity', one.sha512, sha512);
  if (one.sha1 !== undefined && one.sha1 !== hashes.sha1) throw wrongDigest(file, 'SHA-1', one.sha1, hashes.sha1);
  await keepExternal(call, name.key, {
    version,
    metadata: npmMetadata(one.manifest, found.readme),
    blob: { ...blob, hashes },
    asset: assetOf(tarballName, blob, services.now()),
    tags: found.tags,
  });
  return true;
}
