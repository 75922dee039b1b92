/** The package formats that buildset knows. */
export type Format = 'pypi' | 'npm' | 'generic';

/** Where a repository is: the whole of it, so that two accounts' repositories of one name never meet. */
export interface RepositoryRef {
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly domainOwner: string;
  readonly domain: string;
  readonly repository: string;
}

/** A package; `name` is canonical (PEP 503 for pypi), `namespace` is a generic namespace or an npm scope without `@`. */
export interface PackageRef {
  readonly format: Format;
  readonly namespace?: string;
  readonly name: string;
}

/** A version of a package, verbatim as the registry spells it. */
export interface VersionRef extends PackageRef {
  readonly version: string;
}

export function versionOf(pkg: PackageRef, version: string): VersionRef {
  return { ...packageOf(pkg), version };
}

/** Only the coordinates of `ref`'s package. */
export function packageOf(ref: PackageRef): PackageRef {
  return ref.namespace === undefined
    ? { format: ref.format, name: ref.name }
    : { format: ref.format, namespace: ref.namespace, name: ref.name };
}

/** `pyabc`, `@scope/name` for npm, `namespace/name` for generic: for people, not for keys. */
export function formatPackage(pkg: PackageRef): string {
  if (pkg.namespace === undefined) return pkg.name;
  return pkg.format === 'npm' ? `@${pkg.namespace}/${pkg.name}` : `${pkg.namespace}/${pkg.name}`;
}

/** `pyabc==1.0.0` for pypi, `@scope/name@1.0.0` for npm, `namespace/name==1.0.0` for generic. */
export function formatVersion(ref: VersionRef): string {
  return `${formatPackage(ref)}${ref.format === 'npm' ? '@' : '=='}${ref.version}`;
}

export function sameRepository(a: RepositoryRef, b: RepositoryRef): boolean {
  return a.repository === b.repository && sameDomain(a, b);
}

/** Whether a server-side copy between the two is possible: CodeArtifact copies only inside one domain. */
export function sameDomain(a: RepositoryRef, b: RepositoryRef): boolean {
  return (
    a.domain === b.domain && a.domainOwner === b.domainOwner && a.region === b.region && a.partition === b.partition
  );
}
