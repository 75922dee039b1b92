import type { DescribePackageRequest, DescribePackageResult } from '@aws-sdk/client-codeartifact';
import { coordinates, originConfiguration } from '../model/describe.ts';
import { keyOf, locatePackage, locateRepository } from '../model/locate.ts';
import { operation } from './operation.ts';

export const describePackage = operation<DescribePackageRequest, DescribePackageResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const key = keyOf(input);
      const item = await locatePackage(m, await locateRepository(m, identity, input), key);
      const { format, namespace } = coordinates(item);
      return { package: { format, namespace, name: item.name, originConfiguration: originConfiguration(item) } };
    }),
);
