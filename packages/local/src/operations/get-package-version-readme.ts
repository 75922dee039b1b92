import type { GetPackageVersionReadmeRequest, GetPackageVersionReadmeResult } from '@aws-sdk/client-codeartifact';
import { notFound } from '../errors.ts';
import { coordinates } from '../model/describe.ts';
import { keyOf, locatePackage, locateRepository, locateVersion } from '../model/locate.ts';
import { operation } from './operation.ts';

/** What the package manager sent as the readme; generic packages have none. */
export const getPackageVersionReadme = operation<GetPackageVersionReadmeRequest, GetPackageVersionReadmeResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const key = keyOf(input);
      const item = await locatePackage(m, await locateRepository(m, identity, input), key);
      const version = await locateVersion(m, item, input.packageVersion);
      const { readme } = version.metadata;
      if (readme === undefined) {
        throw notFound(`Version ${version.version} has no readme`, 'package-version', version.version);
      }
      return { ...coordinates(item), version: version.version, versionRevision: version.revision, readme };
    }),
);
