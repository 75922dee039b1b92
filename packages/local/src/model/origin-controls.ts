import { accessDenied } from '../errors.ts';
import type { Metadata } from '../storage/metadata.ts';
import type { PackageKey, RepositoryRecord } from '../storage/records.ts';

/** Throws AccessDeniedException when the package's origin controls block publishing. Which error AWS gives was not observed. */
export async function checkPublishAllowed(m: Metadata, repository: RepositoryRecord, key: PackageKey): Promise<void> {
  const item = await m.packages.find(repository.id, key);
  if (item?.publish === 'BLOCK') {
    throw accessDenied(`The origin controls of package ${key.name} in ${repository.name} block publishing`);
  }
}
