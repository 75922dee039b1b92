import type { Services } from '../services.ts';
import type { PackageFormat, VersionRecord } from '../storage/records.ts';
import { type BatchOutcome, type Expectations, failure, namedVersions, skipRest, unexpected } from './batch.ts';
import type { VersionFailure } from './batch.ts';
import { keyOf, locatePackage, locateRepository, type RepositoryRef } from './locate.ts';
import { type Place, write, type Writing } from './writing.ts';

interface RemovalInput extends RepositoryRef, Expectations {
  readonly format: PackageFormat;
  readonly namespace?: string | undefined;
  readonly package: string;
}

type Remove = (writing: Writing, place: Place, version: VersionRecord) => Promise<'Deleted' | 'Disposed'>;

/** Deletes or disposes of the named versions. When one fails the others are SKIPPED, unless `delete-partial=yes`. Not observed on AWS. */
export async function deletionOutcome(services: Services, input: RemovalInput, remove: Remove): Promise<BatchOutcome> {
  const key = keyOf(input);
  const names = namedVersions(input);
  return write(services, async (writing) => {
    const { m } = writing;
    const repository = await locateRepository(m, services.identity, input);
    const item = await locatePackage(m, repository, key);
    const found: VersionRecord[] = [];
    const failed: Record<string, VersionFailure> = {};
    for (const name of names) {
      const version = await m.versions.find(item.id, name);
      const problem = version ? unexpected(version, input) : failure.notFound(name);
      if (problem) failed[name] = problem;
      else if (version) found.push(version);
    }
    if (Object.keys(failed).length > 0 && services.assumptions['delete-partial'] === 'skip') {
      return skipRest(names, failed);
    }
    const successfulVersions: BatchOutcome['successfulVersions'] = {};
    for (const version of found) {
      const status = await remove(writing, { repository, item }, version);
      successfulVersions[version.version] = { revision: version.revision, status };
    }
    return { successfulVersions, failedVersions: failed };
  });
}
