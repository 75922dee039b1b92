import {
  type CopyOutcome,
  type CopyRequest,
  formatVersion,
  type StatusChange,
  type VersionCopier,
  type VersionEditor,
  type VersionReader,
  type VersionRef,
} from '@buildset/core';
import type { CodeArtifactError, CodeArtifactErrorCode } from './codeartifact-error.ts';
import { type RepositoryContext, unlessAbsent } from './repository-context.ts';
import { asRevision } from './version-listing.ts';

interface Failure {
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
}

/** Codes of a version that failed in a batch that HTTP calls a success. Source: PackageVersionErrorCode. */
const FAILURES: Readonly<Record<string, CodeArtifactErrorCode>> = {
  ALREADY_EXISTS: 'conflict',
  MISMATCHED_REVISION: 'mismatched-revision',
  MISMATCHED_STATUS: 'mismatched-status',
  NOT_ALLOWED: 'not-allowed',
  NOT_FOUND: 'not-found',
  SKIPPED: 'not-allowed',
};

/** Copies, re-states and deletes whole versions, one a request. */
export class VersionChanges implements VersionCopier, VersionEditor {
  readonly #context: RepositoryContext;
  readonly #versions: VersionReader;

  constructor(context: RepositoryContext, versions: VersionReader) {
    this.#context = context;
    this.#versions = versions;
  }

  /** Pinned: nothing is copied when the source is at another revision. A second call finds an equal version. */
  async copyVersion({ from, ref, revision, allowOverwrite = false }: CopyRequest): Promise<CopyOutcome> {
    const { format, package: name, namespace, domain, domainOwner, repository } = this.#context.packageInput(ref);
    const doing = `copy ${formatVersion(ref)} from ${from.repository} to ${repository}`;
    const reply = await this.#context.plane.call(this.#context.subject('CopyPackageVersions', doing, ref), (client) =>
      client.copyPackageVersions({
        domain,
        domainOwner,
        format,
        package: name,
        ...(namespace === undefined ? {} : { namespace }),
        sourceRepository: from.repository,
        destinationRepository: repository,
        versionRevisions: { [ref.version]: revision },
        ...(allowOverwrite ? { allowOverwrite } : {}),
      }),
    );
    const copied = reply.successfulVersions?.[ref.version];
    if (copied !== undefined) return { outcome: 'copied', revision: asRevision(copied.revision ?? revision) };
    const failure = reply.failedVersions?.[ref.version];
    if (failure === undefined) return { outcome: 'already-equal' };
    if (failure.errorCode === 'ALREADY_EXISTS') {
      return { outcome: 'already-exists', message: failure.errorMessage ?? `${formatVersion(ref)} already exists` };
    }
    throw this.#refusal(doing, ref, failure);
  }

  async updateStatus(ref: VersionRef, change: StatusChange): Promise<void> {
    const doing = `set ${formatVersion(ref)} in ${this.#context.repository.repository} to ${change.to}`;
    let attempts = 0;
    const subject = this.#context.subject('UpdatePackageVersionsStatus', doing, ref);
    const reply = await this.#context.plane.call(subject, (client, attempt) => {
      attempts = attempt;
      return client.updatePackageVersionsStatus({
        ...this.#context.packageInput(ref),
        versions: [ref.version],
        targetStatus: change.to,
        expectedStatus: change.expected,
        ...(change.revision === undefined ? {} : { versionRevisions: { [ref.version]: change.revision } }),
      });
    });
    const failure = reply.failedVersions?.[ref.version];
    if (failure === undefined) return;
    // An attempt whose reply was lost may have done it.
    if (attempts > 1 && failure.errorCode === 'MISMATCHED_STATUS' && (await this.#isNow(ref, change))) return;
    throw this.#refusal(doing, ref, failure);
  }

  async deleteVersion(ref: VersionRef, options: { readonly expected: StatusChange['expected'] }): Promise<void> {
    const doing = `delete ${formatVersion(ref)} from ${this.#context.repository.repository}`;
    const call = this.#context.plane.call(this.#context.subject('DeletePackageVersions', doing, ref), (client) =>
      client.deletePackageVersions({
        ...this.#context.packageInput(ref),
        versions: [ref.version],
        expectedStatus: options.expected,
      }),
    );
    const failure = (await unlessAbsent(call, undefined))?.failedVersions?.[ref.version];
    if (failure === undefined || failure.errorCode === 'NOT_FOUND') return;
    throw this.#refusal(doing, ref, failure);
  }

  async disposeVersion(ref: VersionRef, options: { readonly expected: StatusChange['expected'] }): Promise<void> {
    const doing = `dispose of ${formatVersion(ref)} in ${this.#context.repository.repository}`;
    const call = this.#context.plane.call(this.#context.subject('DisposePackageVersions', doing, ref), (client) =>
      client.disposePackageVersions({
        ...this.#context.packageInput(ref),
        versions: [ref.version],
        expectedStatus: options.expected,
      }),
    );
    const failure = (await unlessAbsent(call, undefined))?.failedVersions?.[ref.version];
    if (failure === undefined || failure.errorCode === 'NOT_FOUND') return;
    if ((await this.#versions.describeVersion(ref))?.status === 'Disposed') return;
    throw this.#refusal(doing, ref, failure);
  }

  async #isNow(ref: VersionRef, change: StatusChange): Promise<boolean> {
    const found = await this.#versions.describeVersion(ref);
    return found?.status === change.to && (change.revision === undefined || found.revision === change.revision);
  }

  #refusal(doing: string, ref: VersionRef, { errorCode = '', errorMessage }: Failure): CodeArtifactError {
    const code = FAILURES[errorCode] ?? 'unexpected-reply';
    return this.#context.error(code, `cannot ${doing}: ${errorMessage ?? errorCode}`, ref);
  }
}
