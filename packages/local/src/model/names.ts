import type { Identity } from '../services.ts';
import type { PackageFormat, PackageKey } from '../storage/records.ts';

/** PEP 503: how the service names a pypi package in its API and its ARNs. */
export function normalisePypiName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/gu, '-');
}

/** The key under which a package is kept; only pypi and nuget names are normalised (user guide, "Package name normalization"). */
export function packageKey(format: PackageFormat, namespace: string | undefined, name: string): PackageKey {
  const normalised = format === 'pypi' ? normalisePypiName(name) : format === 'nuget' ? name.toLowerCase() : name;
  return { format, namespace: namespace ?? '', name: normalised };
}

export function domainArn(identity: Identity, domain: string): string {
  return `${arnStart(identity)}:domain/${domain}`;
}

export function repositoryArn(identity: Identity, domain: string, repository: string): string {
  return `${arnStart(identity)}:repository/${domain}/${repository}`;
}

export function packageArn(identity: Identity, domain: string, repository: string, key: PackageKey): string {
  return `${arnStart(identity)}:package/${domain}/${repository}/${key.format}/${key.namespace}/${key.name}`;
}

export function packageGroupArn(identity: Identity, domain: string, pattern: string): string {
  return `${arnStart(identity)}:package-group/${domain}${pattern}`;
}

function arnStart({ partition, region, account }: Identity): string {
  return `arn:${partition}:codeartifact:${region}:${account}`;
}
