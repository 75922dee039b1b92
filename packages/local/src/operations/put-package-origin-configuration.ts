import type {
  PutPackageOriginConfigurationRequest,
  PutPackageOriginConfigurationResult,
} from '@aws-sdk/client-codeartifact';
import { keyOf, locateRepository } from '../model/locate.ts';
import { openPackage, write } from '../model/writing.ts';
import { operation } from './operation.ts';

/** Makes an empty package when there is none (API reference, PutPackageOriginConfiguration). */
export const putPackageOriginConfiguration = operation<
  PutPackageOriginConfigurationRequest,
  PutPackageOriginConfigurationResult
>(async (services, input) =>
  write(services, async (writing) => {
    const key = keyOf(input);
    const repository = await locateRepository(writing.m, services.identity, input);
    const { item } = await openPackage(writing, repository, key, input.package);
    const { publish = item.publish, upstream = item.upstream } = input.restrictions;
    await writing.m.packages.setOrigin(item.id, publish, upstream);
    return { originConfiguration: { restrictions: { publish, upstream } } };
  }),
);
