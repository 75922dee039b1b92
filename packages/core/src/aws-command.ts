import type { PackageRef, RepositoryRef, VersionRef } from './coordinates.ts';

/** A command of the AWS CLI about a repository, for people to type. */
export function awsCommand(operation: string, at: RepositoryRef, ...args: readonly string[]): string {
  const { domain, domainOwner, region, repository } = at;
  const where = `--domain ${domain} --domain-owner ${domainOwner} --region ${region} --repository ${repository}`;
  return ['aws codeartifact', operation, where, ...args].join(' ');
}

/** Its arguments that name a package. */
export function packageArguments({ format, name, namespace }: PackageRef): string {
  return `--format ${format}${namespace === undefined ? '' : ` --namespace ${namespace}`} --package ${name}`;
}

/** Its arguments that name a version. */
export function versionArguments(ref: VersionRef): string {
  return `${packageArguments(ref)} --versions ${ref.version}`;
}
