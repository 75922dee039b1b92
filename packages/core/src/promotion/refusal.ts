import { awsCommand, versionArguments } from '../aws-command.ts';
import { formatVersion, type RepositoryRef, type VersionRef } from '../coordinates.ts';
import type { RefusalErrorCode } from '../error-code.ts';
import type { VersionStatus } from '../ports/registry.ts';

/** Why a promotion is not done, and what helps. */
export interface Refusal {
  readonly method: 'refuse';
  readonly code: RefusalErrorCode;
  readonly message: string;
  readonly next?: string;
}

export function refuse(code: RefusalErrorCode, message: string, next?: string): Refusal {
  return { method: 'refuse', code, message, ...(next === undefined ? {} : { next }) };
}

/** A version that is not Published in a repository. */
export function wrongStatus(
  code: 'source-status' | 'destination-status',
  ref: VersionRef,
  status: VersionStatus,
  at: RepositoryRef,
): Refusal {
  const what = formatVersion(ref);
  const message = `${what} is ${status} in ${at.repository}.`;
  const which = versionArguments(ref);
  if (status === 'Unfinished') {
    const remove = awsCommand('delete-package-versions', at, which, '--expected-status Unfinished');
    return refuse(
      code,
      message,
      `What published ${what} has not ended: run it again. Or remove what it left: ${remove}`,
    );
  }
  const publish = awsCommand('update-package-versions-status', at, which, '--target-status Published');
  return refuse(code, message, `Publish it again: ${publish}`);
}
