import type { Identity } from '../services.ts';
import type { DomainRecord, PackageRecord, RepositoryRecord, VersionRecord } from '../storage/records.ts';
import { domainArn, repositoryArn } from './names.ts';

/** How the API shows a repository, in full. */
export function repositoryDescription(identity: Identity, repository: RepositoryRecord) {
  return {
    ...repositorySummary(identity, repository),
    upstreams: repository.upstreams.map((repositoryName) => ({ repositoryName })),
    externalConnections: repository.connections.map((connection) => ({
      externalConnectionName: connection.name,
      packageFormat: connection.format,
      status: 'Available' as const,
    })),
  };
}

export function repositorySummary(identity: Identity, repository: RepositoryRecord) {
  return {
    name: repository.name,
    administratorAccount: identity.account,
    domainName: repository.domain,
    domainOwner: identity.account,
    arn: repositoryArn(identity, repository.domain, repository.name),
    description: repository.description,
    createdTime: new Date(repository.createdMs),
  };
}

export function domainSummary(identity: Identity, domain: DomainRecord) {
  return {
    name: domain.name,
    owner: identity.account,
    arn: domainArn(identity, domain.name),
    status: 'Active' as const,
    createdTime: new Date(domain.createdMs),
    encryptionKey: domain.encryptionKey,
  };
}

export function originConfiguration(item: PackageRecord) {
  return { restrictions: { publish: item.publish, upstream: item.upstream } };
}

/** The coordinates that package answers repeat; a namespace only where there is one. */
export function coordinates(item: PackageRecord) {
  return {
    format: item.format,
    namespace: item.namespace === '' ? undefined : item.namespace,
    package: item.name,
  };
}

export function versionOrigin({ origin }: VersionRecord) {
  return {
    originType: origin.type,
    domainEntryPoint: { repositoryName: origin.repository, externalConnectionName: origin.connection },
  };
}
