import { type PackageRef, type RepositoryRef, type Side, type VersionRef } from '@buildset/core';

/** What a request is about, for the meter, the rate budget and messages. */
export interface RequestSubject {
  /** The operation's name, for example `CopyPackageVersions` or `PypiUpload`. */
  readonly operation: string;
  /** Completes the sentence "cannot …". */
  readonly doing: string;
  readonly side: Side;
  /** Never a secret. */
  readonly coordinates: Readonly<Record<string, string>>;
}

/** Whether a request can change anything, which its operation's name tells. */
export function kindOf(operation: string): 'read' | 'write' {
  return /^(Get|List|Describe|PypiIndex$|NpmPackument$|NpmTarball$)/.test(operation) ? 'read' : 'write';
}

export function coordinatesOf(
  repository: RepositoryRef,
  ref?: PackageRef | VersionRef,
  asset?: string,
): Readonly<Record<string, string>> {
  return {
    domain: repository.domain,
    domainOwner: repository.domainOwner,
    region: repository.region,
    repository: repository.repository,
    ...(ref === undefined ? {} : { format: ref.format, package: ref.name }),
    ...(ref?.namespace === undefined ? {} : { namespace: ref.namespace }),
    ...(ref !== undefined && 'version' in ref ? { version: ref.version } : {}),
    ...(asset === undefined ? {} : { asset }),
  };
}
