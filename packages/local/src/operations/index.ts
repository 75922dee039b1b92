import { copyPackageVersions } from './copy-package-versions.ts';
import { createDomain } from './create-domain.ts';
import { createRepository } from './create-repository.ts';
import { deleteDomain } from './delete-domain.ts';
import { deletePackageVersions } from './delete-package-versions.ts';
import { deletePackage } from './delete-package.ts';
import { deleteRepository } from './delete-repository.ts';
import { describeDomain } from './describe-domain.ts';
import { describePackageVersion } from './describe-package-version.ts';
import { describePackage } from './describe-package.ts';
import { describeRepository } from './describe-repository.ts';
import { disposePackageVersions } from './dispose-package-versions.ts';
import { getAuthorizationToken } from './get-authorization-token.ts';
import { getPackageVersionAsset } from './get-package-version-asset.ts';
import { getRepositoryEndpoint } from './get-repository-endpoint.ts';
import { listDomains } from './list-domains.ts';
import { listPackageVersionAssets } from './list-package-version-assets.ts';
import { listPackageVersions } from './list-package-versions.ts';
import { listPackages } from './list-packages.ts';
import { listRepositoriesInDomain } from './list-repositories-in-domain.ts';
import { listRepositories } from './list-repositories.ts';
import type { Operation } from './operation.ts';
import { publishPackageVersion } from './publish-package-version.ts';
import { putPackageOriginConfiguration } from './put-package-origin-configuration.ts';
import { updatePackageVersionsStatus } from './update-package-versions-status.ts';
import { updateRepository } from './update-repository.ts';

/** The operations this server has, by the model's name. The router answers 501 for the others. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ['CopyPackageVersions', copyPackageVersions],
  ['CreateDomain', createDomain],
  ['CreateRepository', createRepository],
  ['DeleteDomain', deleteDomain],
  ['DeletePackage', deletePackage],
  ['DeletePackageVersions', deletePackageVersions],
  ['DeleteRepository', deleteRepository],
  ['DescribeDomain', describeDomain],
  ['DescribePackage', describePackage],
  ['DescribePackageVersion', describePackageVersion],
  ['DescribeRepository', describeRepository],
  ['DisposePackageVersions', disposePackageVersions],
  ['GetAuthorizationToken', getAuthorizationToken],
  ['GetPackageVersionAsset', getPackageVersionAsset],
  ['GetRepositoryEndpoint', getRepositoryEndpoint],
  ['ListDomains', listDomains],
  ['ListPackageVersionAssets', listPackageVersionAssets],
  ['ListPackageVersions', listPackageVersions],
  ['ListPackages', listPackages],
  ['ListRepositories', listRepositories],
  ['ListRepositoriesInDomain', listRepositoriesInDomain],
  ['PublishPackageVersion', publishPackageVersion],
  ['PutPackageOriginConfiguration', putPackageOriginConfiguration],
  ['UpdatePackageVersionsStatus', updatePackageVersionsStatus],
  ['UpdateRepository', updateRepository],
]);
