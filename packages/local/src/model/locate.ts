import { invalid, notFound } from '../errors.ts';
import type { Identity, Services } from '../services.ts';
import type { Metadata } from '../storage/metadata.ts';
import type {
  DomainRecord,
  PackageFormat,
  PackageKey,
  PackageRecord,
  RepositoryRecord,
  VersionRecord,
} from '../storage/records.ts';
import { recall } from '../storage/recall.ts';
import { packageKey } from './names.ts';

export interface DomainRef {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
}

export interface RepositoryRef extends DomainRef {
  readonly repository: string;
}

/** The formats whose packages always have a namespace (API reference, `namespace` of every package operation). */
const namespaceRequired: readonly string[] = ['maven', 'swift', 'generic'];
const namespaceForbidden: readonly string[] = ['pypi', 'nuget', 'ruby', 'cargo'];

/** Throws ResourceNotFoundException when the domain, under that owner, does not exist. */
export async function locateDomain(m: Metadata, identity: Identity, ref: DomainRef): Promise<DomainRecord> {
  const domain = isOwned(identity, ref) ? await m.domains.find(ref.domain) : undefined;
  if (domain) return domain;
  const owner = ref.domainOwner ?? identity.account;
  throw notFound(`Domain not found. Domain: '${ref.domain}', owner: ${owner}`, 'domain', ref.domain);
}

/** Throws ResourceNotFoundException when the domain or the repository does not exist. */
export async function locateRepository(m: Metadata, identity: Identity, ref: RepositoryRef): Promise<RepositoryRecord> {
  const repository = isOwned(identity, ref) ? await m.repositories.find(ref.domain, ref.repository) : undefined;
  if (repository) return repository;
  // Without its domain there is no repository: which of them is missing is asked for the error only.
  await locateDomain(m, identity, ref);
  throw notFound(`Repository not found. RepoId: ${ref.domain}/${ref.repository}`, 'repository', ref.repository);
}

/** The same in a transaction, or without one; the database is asked only once a setting has changed. */
export function recallRepository(
  { identity, store }: Pick<Services, 'identity' | 'store'>,
  ref: RepositoryRef,
  transaction?: Metadata,
): Promise<RepositoryRecord> {
  const locate = (m: Metadata): Promise<RepositoryRecord> => locateRepository(m, identity, ref);
  const key = `repository ${ref.domain} ${ref.domainOwner ?? ''} ${ref.repository}`;
  return recall(store, key, () => (transaction ? locate(transaction) : store.transact(locate)), 'settings');
}

function isOwned({ account }: Identity, { domainOwner }: DomainRef): boolean {
  return domainOwner === undefined || domainOwner === account;
}

/**
 * The package's key from the fields of an API request. Throws ValidationException for a namespace that the format needs or cannot have,
 * ResourceNotFoundException for a pypi name that is not normalised: the API knows no other (user guide, "Python package name
 * normalization"; which error it gives was not observed).
 */
export function keyOf(ref: {
  readonly format: PackageFormat;
  readonly namespace?: string | undefined;
  readonly package: string;
}): PackageKey {
  if (ref.namespace === undefined && namespaceRequired.includes(ref.format)) {
    throw invalid(`The namespace of a ${ref.format} package is required`);
  }
  if (ref.namespace !== undefined && namespaceForbidden.includes(ref.format)) {
    throw invalid(`Packages of the format ${ref.format} have no namespace`);
  }
  const key = packageKey(ref.format, ref.namespace, ref.package);
  if (ref.format !== 'pypi' || ref.package === key.name) return key;
  throw notFound(
    `Package not found: ${ref.package}. The API takes the normalised name, ${key.name}`,
    'package',
    ref.package,
  );
}

export async function locatePackage(
  m: Metadata,
  repository: RepositoryRecord,
  key: PackageKey,
): Promise<PackageRecord> {
  const found = await m.packages.find(repository.id, key);
  if (found) return found;
  const namespace = key.namespace === '' ? '' : `namespace=${key.namespace}, `;
  throw notFound(
    `Package not found in repository. RepoId: ${repository.domain}/${repository.name}, ` +
      `Package = PackageCoordinate{packageType=${key.format}, ${namespace}packageName=${key.name}}`,
    'package',
    key.name,
  );
}

export async function locateVersion(m: Metadata, item: PackageRecord, version: string): Promise<VersionRecord> {
  const found = await m.versions.find(item.id, version);
  if (found) return found;
  throw notFound(`Package version not found. Package: ${item.name}, version: ${version}`, 'package-version', version);
}
