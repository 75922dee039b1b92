import type {
  UpdatePackageVersionsStatusRequest,
  UpdatePackageVersionsStatusResult,
} from '@aws-sdk/client-codeartifact';
import { invalid } from '../errors.ts';
import { failure, namedVersions, skipRest, unexpected, type VersionFailure } from '../model/batch.ts';
import { keyOf, locatePackage, locateRepository } from '../model/locate.ts';
import { changeStatus, write } from '../model/writing.ts';
import type { VersionRecord } from '../storage/records.ts';
import { operation } from './operation.ts';

const targets = ['Published', 'Unlisted', 'Archived'] as const;

/** All or nothing. Unfinished leads to Published only: the way to the other two is not documented and refused. */
export const updatePackageVersionsStatus = operation<
  UpdatePackageVersionsStatusRequest,
  UpdatePackageVersionsStatusResult
>(async (services, input) => {
  const target = targets.find((status) => status === input.targetStatus);
  if (!target) throw invalid(`The target status is one of ${targets.join(', ')}`);
  const key = keyOf(input);
  const names = namedVersions(input);
  return write(services, async (writing) => {
    const { m } = writing;
    const repository = await locateRepository(m, services.identity, input);
    const item = await locatePackage(m, repository, key);
    const found = new Map<string, VersionRecord>();
    const failed: Record<string, VersionFailure> = {};
    for (const name of names) {
      const version = await m.versions.find(item.id, name);
      const problem = version ? (unexpected(version, input) ?? forbidden(version, target)) : failure.notFound(name);
      if (problem) failed[name] = problem;
      if (version) found.set(name, version);
    }
    if (Object.keys(failed).length > 0) return skipRest(names, failed);
    const successfulVersions: Record<string, { revision: string; status: VersionRecord['status'] }> = {};
    for (const [name, version] of found) {
      const { revision, status } = await changeStatus(writing, { repository, item }, version, target);
      successfulVersions[name] = { revision, status };
    }
    return { successfulVersions, failedVersions: {} };
  });
});

function forbidden(version: VersionRecord, target: (typeof targets)[number]): VersionFailure | undefined {
  const allowed = version.status !== 'Disposed' && (version.status !== 'Unfinished' || target === 'Published');
  if (allowed) return undefined;
  return failure.notAllowed(`Version ${version.version} is ${version.status} and cannot become ${target}`);
}
