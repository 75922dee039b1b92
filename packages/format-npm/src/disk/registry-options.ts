/** Where packages are had from, and how to log in there. */
export interface RegistryLogin {
  /** Ends with a slash. */
  readonly registry: string;
  readonly token: string;
}

/** What a registry tells of a package, as far as npm chooses by it. */
export interface OfferedPackage {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, object>>;
}

/** Options of pacote and arborist: a registry, what is known of some of its packages without asking it, and where they keep what they fetch. */
export function registryOptions(
  { registry, token }: RegistryLogin,
  { cache, known = [] }: { readonly cache?: string; readonly known?: readonly OfferedPackage[] },
): Readonly<Record<string, unknown>> {
  return {
    registry,
    [`${registry.slice(registry.indexOf('//'))}:_authToken`]: token,
    fullMetadata: true,
    preferOnline: true,
    // The keys are pacote's: which document it would ask for, and where.
    packumentCache: new Map(known.map((pkg) => [`full:${registry}${pkg.name.replace('/', '%2f')}`, pkg])),
    ...(cache === undefined ? {} : { cache }),
  };
}
