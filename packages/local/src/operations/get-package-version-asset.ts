import type { GetPackageVersionAssetRequest, GetPackageVersionAssetResult } from '@aws-sdk/client-codeartifact';
import { conflict, notFound } from '../errors.ts';
import type { FileBody } from '../http/reply.ts';
import { keyOf, locatePackage, locateRepository, locateVersion } from '../model/locate.ts';
import { storedAsset } from '../model/stored-asset.ts';
import { operation } from './operation.ts';

interface StoredAsset extends Omit<GetPackageVersionAssetResult, 'asset'> {
  asset: FileBody;
}

/** The revision is a precondition, not a way back: another one than the current is ResourceNotFoundException. Not observed on AWS. */
export const getPackageVersionAsset = operation<GetPackageVersionAssetRequest, StoredAsset>(async (services, input) => {
  const { assumptions, identity, store } = services;
  return store.transact(async (m) => {
    const key = keyOf(input);
    const item = await locatePackage(m, await locateRepository(m, identity, input), key);
    const version = await locateVersion(m, item, input.packageVersion);
    const wanted = input.packageVersionRevision;
    if (wanted !== undefined && wanted !== version.revision) {
      throw notFound(
        `Revision ${wanted} of version ${version.version} not found: the current one is ${version.revision}`,
        'package-version',
        version.version,
      );
    }
    const hidden = version.status === 'Unfinished' && assumptions['unfinished-download'] === 'no';
    if (version.status === 'Archived' || version.status === 'Disposed' || hidden) {
      throw conflict(`Package version ${version.version} is ${version.status}`, 'package-version', version.version);
    }
    const asset = await m.assets.find(version.id, input.asset);
    if (!asset) throw notFound(`Asset ${input.asset} not found in version ${version.version}`, 'asset', input.asset);
    return {
      asset: {
        stored: storedAsset(services, { ...input, key, version: version.version }, asset),
        start: 0,
        length: asset.size,
      },
      assetName: asset.name,
      packageVersion: version.version,
      packageVersionRevision: version.revision,
    };
  });
});
