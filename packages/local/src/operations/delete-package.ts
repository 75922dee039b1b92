import type { DeletePackageRequest, DeletePackageResult } from '@aws-sdk/client-codeartifact';
import { coordinates, originConfiguration } from '../model/describe.ts';
import { keyOf, locatePackage, locateRepository } from '../model/locate.ts';
import { deleteVersion, write } from '../model/writing.ts';
import { operation } from './operation.ts';

/** Deletes the package with all of its versions. */
export const deletePackage = operation<DeletePackageRequest, DeletePackageResult>(async (services, input) =>
  write(services, async (writing) => {
    const { m } = writing;
    const key = keyOf(input);
    const repository = await locateRepository(m, services.identity, input);
    const item = await locatePackage(m, repository, key);
    const versions = await m.versions.listByName(item.id, {}, { limit: Number.MAX_SAFE_INTEGER });
    for (const version of versions) await deleteVersion(writing, { repository, item }, version);
    await m.packages.remove(item.id);
    const { format, namespace, package: name } = coordinates(item);
    return { deletedPackage: { format, namespace, package: name, originConfiguration: originConfiguration(item) } };
  }),
);
