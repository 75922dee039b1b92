import { awsCommand, packageArguments } from '../aws-command.ts';
import { CodedError } from '../coded-error.ts';
import { formatPackage, type PackageRef, type RepositoryRef } from '../coordinates.ts';
import type { Domain, OriginControls } from '../ports/domain.ts';

/**
 * Holds a package's origin controls in a repository against those that its stage wants. One request. Returns a warning
 * with the command that mends it; none when they are right. That they cannot be read is a warning too.
 */
export async function originWarnings(
  domain: Domain,
  repository: string,
  pkg: PackageRef,
  wanted: OriginControls,
): Promise<string[]> {
  const what = `the origin controls of ${formatPackage(pkg)} in ${repository}`;
  try {
    const found = await domain.originControls(repository, pkg);
    if (found?.publish === wanted.publish && found.upstream === wanted.upstream) return [];
    const is = found ? `are ${textOf(found)}` : 'cannot be seen';
    const mend = originCommand({ ...domain.ref, repository }, pkg, wanted);
    return [`${capitalised(what)} ${is}, not ${textOf(wanted)}. Set them: ${mend}`];
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return [`Could not read ${what}: ${error.message}`];
  }
}

/** The AWS CLI's command that sets a package's origin controls. */
export function originCommand(repository: RepositoryRef, pkg: PackageRef, wanted: OriginControls): string {
  const restrictions = `--restrictions ${textOf(wanted)}`;
  return awsCommand('put-package-origin-configuration', repository, packageArguments(pkg), restrictions);
}

function textOf({ publish, upstream }: OriginControls): string {
  return `publish=${publish},upstream=${upstream}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
