import type { PackageVersionErrorCode } from '@aws-sdk/client-codeartifact';
import { invalid } from '../errors.ts';
import type { VersionRecord } from '../storage/records.ts';

export interface VersionFailure {
  readonly errorCode: PackageVersionErrorCode;
  readonly errorMessage: string;
}

/** The two maps that operations on several versions answer with. A version may be in neither. */
export interface BatchOutcome {
  readonly successfulVersions: Record<string, { revision: string; status: VersionRecord['status'] | 'Deleted' }>;
  readonly failedVersions: Record<string, VersionFailure>;
}

export const failure = {
  notFound: (version: string): VersionFailure => ({
    errorCode: 'NOT_FOUND',
    errorMessage: `Could not find version ${version}`,
  }),
  skipped: (version: string): VersionFailure => ({
    errorCode: 'SKIPPED',
    errorMessage: `Version ${version} was skipped`,
  }),
  exists: (version: string): VersionFailure => ({
    errorCode: 'ALREADY_EXISTS',
    errorMessage: `Version ${version} already exists`,
  }),
  notAllowed: (errorMessage: string): VersionFailure => ({ errorCode: 'NOT_ALLOWED', errorMessage }),
} as const;

/** What a caller demands of the versions before anything is done to them. */
export interface Expectations {
  readonly versions?: readonly string[] | undefined;
  readonly versionRevisions?: Readonly<Record<string, string>> | undefined;
  readonly expectedStatus?: string | undefined;
}

/** The names in the request, once each. Throws ValidationException when there is none, or when the two lists differ. */
export function namedVersions({ versions, versionRevisions }: Expectations): readonly string[] {
  const names = [...new Set(versions)];
  const pinned = versionRevisions && Object.keys(versionRevisions);
  if (pinned && versions && (pinned.length !== names.length || pinned.some((name) => !names.includes(name)))) {
    throw invalid('versions and versionRevisions must name the same package versions', 'OTHER');
  }
  const named = versions ? names : (pinned ?? []);
  if (named.length === 0) throw invalid('At least one package version must be given', 'OTHER');
  return named;
}

/** Whether the version is as the caller expects it to be. */
export function unexpected(version: VersionRecord, expected: Expectations): VersionFailure | undefined {
  const revision = expected.versionRevisions?.[version.version];
  if (revision !== undefined && revision !== version.revision) {
    return {
      errorCode: 'MISMATCHED_REVISION',
      errorMessage: `current revision: ${version.revision}, expected revision: ${revision}`,
    };
  }
  if (expected.expectedStatus !== undefined && expected.expectedStatus !== version.status) {
    return {
      errorCode: 'MISMATCHED_STATUS',
      errorMessage: `current status: ${version.status}, expected status: ${expected.expectedStatus}`,
    };
  }
  return undefined;
}

/** All or nothing: when one version failed, those that could have been done are SKIPPED. */
export function skipRest(possible: Iterable<string>, failed: Record<string, VersionFailure>): BatchOutcome {
  const failedVersions = { ...failed };
  for (const version of possible) failedVersions[version] ??= failure.skipped(version);
  return { successfulVersions: {}, failedVersions };
}
