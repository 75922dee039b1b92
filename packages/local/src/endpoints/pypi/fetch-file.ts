import { checkFresh, keepExternal, receivePublic, wrongDigest } from '../../model/ingestion.ts';
import { assetOf } from '../../model/writing.ts';
import { coreMetadataFields } from '../../public/core-metadata.ts';
import { type PublicFile, publicFiles } from '../../public/pypi-listing.ts';
import type { PackageKey } from '../../storage/records.ts';
import type { EndpointCall } from '../endpoint.ts';
import { publicFileMetadata, versionMetadata } from './form-metadata.ts';
import type { FileName } from './download.ts';

/** The files that the public source has of a version that may come through the external connection. Throws PublicSourceError. */
export async function publicFilesOf(
  call: EndpointCall,
  key: PackageKey,
  version: string,
): Promise<readonly PublicFile[]> {
  const source = call.services.publicSources.get('pypi');
  if (!source || !(await checkFresh(call, key, version))) return [];
  return (await publicFiles(source, key.name)).filter((one) => one.version === version);
}

/**
 * Fetches a file through the external connection, compares it with the SHA-256 that the index announced, and keeps it where the
 * connection is. False when there is no such connection or file. Throws PublicSourceError, and then keeps nothing.
 */
export async function fetchFile(call: EndpointCall, key: PackageKey, name: FileName): Promise<boolean> {
  const { services } = call;
  const source = services.publicSources.get('pypi');
  const file = (await publicFilesOf(call, key, name.version)).find((one) => one.name === name.file);
  if (!source || !file) return false;
  const blob = await receivePublic(services, source, file.url);
  if (blob.sha256 !== file.sha256) throw wrongDigest(file.name, 'SHA-256', file.sha256, blob.sha256);
  const fields = await coreMetadataFields(source, file);
  await keepExternal(call, key, {
    version: file.version,
    metadata: versionMetadata(fields),
    blob,
    asset: assetOf(file.name, blob, services.now(), publicFileMetadata(file)),
  });
  return true;
}
