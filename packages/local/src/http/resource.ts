import { domainArn, packageArn, packageGroupArn, packageKey, repositoryArn } from '../model/names.ts';
import type { Identity } from '../services.ts';
import { type PackageFormat, packageFormats } from '../storage/records.ts';
import type { ParsedInput } from './input.ts';

/** Operations whose resource is the package although they name a repository too (service authorization reference). */
const onPackage = new Set([
  'DeletePackage',
  'DeletePackageVersions',
  'DescribePackage',
  'DescribePackageVersion',
  'DisposePackageVersions',
  'GetPackageVersionAsset',
  'GetPackageVersionReadme',
  'ListPackageVersionAssets',
  'ListPackageVersionDependencies',
  'ListPackageVersions',
  'PublishPackageVersion',
  'PutPackageOriginConfiguration',
  'UpdatePackageVersionsStatus',
]);

/** The ARN that policies are asked about. `*` where the operation has no resource. */
export function resourceOf(identity: Identity, operation: string, input: ParsedInput): string {
  const text = (name: string): string | undefined => {
    const value = input[name];
    return typeof value === 'string' ? value : undefined;
  };
  const domain = text('domain');
  if (domain === undefined) return text('resourceArn') ?? '*';
  const repository = text('destinationRepository') ?? text('repository');
  const name = text('package');
  if (repository !== undefined && name !== undefined && onPackage.has(operation)) {
    const key = packageKey(formatOf(text('format')), text('namespace'), name);
    return packageArn(identity, domain, repository, key);
  }
  // CreateRepository is granted on the domain: the repository does not exist yet.
  if (repository !== undefined && operation !== 'CreateRepository') return repositoryArn(identity, domain, repository);
  const group = text('packageGroup');
  return group === undefined ? domainArn(identity, domain) : packageGroupArn(identity, domain, group);
}

/** What an operation needs besides the right to call it (user guide, "Copy packages" and "Tokens created with GetAuthorizationToken"). */
export function furtherRights(
  identity: Identity,
  operation: string,
  input: ParsedInput,
): readonly { readonly action: string; readonly resource: string }[] {
  if (operation === 'GetAuthorizationToken') return [{ action: 'sts:GetServiceBearerToken', resource: '*' }];
  if (operation !== 'CopyPackageVersions') return [];
  const source = repositoryArn(identity, String(input['domain']), String(input['sourceRepository']));
  return [{ action: 'codeartifact:ReadFromRepository', resource: source }];
}

function formatOf(text: string | undefined): PackageFormat {
  return packageFormats.find((format) => format === text) ?? 'generic';
}
