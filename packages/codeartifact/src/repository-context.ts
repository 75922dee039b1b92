import type { PackageRef, RepositoryRef, Side, VersionRef } from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import type { ControlPlane } from './control-plane.ts';
import { coordinatesOf, type RequestSubject } from './request-subject.ts';

/** What each part of a registry adapter needs: where it works, and through what. */
export class RepositoryContext {
  readonly repository: RepositoryRef;
  readonly side: Side;
  readonly plane: ControlPlane;

  constructor(repository: RepositoryRef, side: Side, plane: ControlPlane) {
    this.repository = repository;
    this.side = side;
    this.plane = plane;
  }

  subject(operation: string, doing: string, ref?: PackageRef | VersionRef, asset?: string): RequestSubject {
    return { operation, doing, side: this.side, coordinates: coordinatesOf(this.repository, ref, asset) };
  }

  /** The fields of a request that name a package of this repository. */
  packageInput(pkg: PackageRef) {
    return {
      domain: this.repository.domain,
      domainOwner: this.repository.domainOwner,
      repository: this.repository.repository,
      format: pkg.format,
      package: pkg.name,
      ...(pkg.namespace === undefined ? {} : { namespace: pkg.namespace }),
    };
  }

  versionInput(ref: VersionRef) {
    return { ...this.packageInput(ref), packageVersion: ref.version };
  }

  error(code: CodeArtifactError['code'], message: string, ref?: PackageRef | VersionRef): CodeArtifactError {
    return new CodeArtifactError(code, message, { side: this.side, coordinates: coordinatesOf(this.repository, ref) });
  }
}

/**
 * What the call resolves to, or `absent` when the package, version or asset is not there. A domain or repository that
 * is not there stays an error: it is a typing error of the user, not an absence.
 */
export async function unlessAbsent<T, A>(call: Promise<T>, absent: A): Promise<T | A> {
  try {
    return await call;
  } catch (error) {
    if (isAbsence(error)) return absent;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  if (!(error instanceof CodeArtifactError) || error.code !== 'not-found') return false;
  return error.resourceType !== 'domain' && error.resourceType !== 'repository';
}
