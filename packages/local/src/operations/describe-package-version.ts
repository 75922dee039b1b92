import type { DescribePackageVersionRequest, DescribePackageVersionResult } from '@aws-sdk/client-codeartifact';
import { coordinates, versionOrigin } from '../model/describe.ts';
import { keyOf, locatePackage, locateRepository, locateVersion } from '../model/locate.ts';
import { operation } from './operation.ts';

export const describePackageVersion = operation<DescribePackageVersionRequest, DescribePackageVersionResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const key = keyOf(input);
      const item = await locatePackage(m, await locateRepository(m, identity, input), key);
      const version = await locateVersion(m, item, input.packageVersion);
      const { format, namespace } = coordinates(item);
      const { metadata } = version;
      return {
        packageVersion: {
          format,
          namespace,
          packageName: item.name,
          displayName: item.displayName,
          version: version.version,
          summary: metadata.summary,
          homePage: metadata.homePage,
          sourceCodeRepository: metadata.sourceCodeRepository,
          publishedTime: new Date(version.publishedMs),
          licenses: metadata.licenses?.map((name) => ({ name })) ?? [],
          revision: version.revision,
          status: version.status,
          origin: versionOrigin(version),
        },
      };
    }),
);
