/** What an address of CodeArtifact says of the domain. */
export interface DomainAddress {
  readonly domain: string;
  readonly domainOwner: string;
  /** `pypi`, `npm` …; undefined where only the host names the domain. */
  readonly format?: string;
  readonly repository?: string;
  /** Only AWS's own hosts name it. */
  readonly region?: string;
  /** The server's own API, for hosts that are not AWS's. */
  readonly endpoint?: string;
}

/** What the address of a repository of CodeArtifact says. */
export interface CodeArtifactAddress extends Omit<DomainAddress, 'format'> {
  readonly repository: string;
}

const AWS_HOST = /\.codeartifact\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;
const OWN_HOST = /^(?<domain>[a-z][a-z0-9-]*)-(?<owner>\d{12})\.(?:d\.)?codeartifact\./;
const OWN_PATH = /^\/(?<format>[a-z]+)\/(?<repository>[A-Za-z0-9][A-Za-z0-9._-]*)(?<below>\/.*)?$/;
const PATH_STYLE =
  /^\/(?<format>[a-z]+)\/d\/(?<domain>[a-z][a-z0-9-]*)-(?<owner>\d{12})\/(?<repository>[A-Za-z0-9][A-Za-z0-9._-]*)(?<below>\/.*)?$/;

/**
 * Reads the address of a CodeArtifact repository of a format, with the domain in the host or in the path; undefined for
 * any other address. Source: GetRepositoryEndpoint, and "Create VPC endpoints for CodeArtifact".
 */
export function parseCodeArtifactUrl(text: string, format: 'npm' | 'pypi'): CodeArtifactAddress | undefined {
  const { address, below = '/' } = read(text) ?? {};
  if (address?.repository === undefined || address.format !== format || below !== '/') return undefined;
  const { format: _given, repository, ...domain } = address;
  return { ...domain, repository };
}

/** As `parseCodeArtifactUrl`, of any format, and for what is below a repository or only on the domain's own host too. */
export function parseDomainAddress(text: string): DomainAddress | undefined {
  return read(text)?.address;
}

function read(text: string): { readonly address: DomainAddress; readonly below: string | undefined } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const region = AWS_HOST.exec(url.hostname)?.[1];
  const host = region === undefined ? undefined : OWN_HOST.exec(url.hostname)?.groups;
  const path = (host ? OWN_PATH : PATH_STYLE).exec(url.pathname)?.groups;
  const { below, domain, format, owner, repository }: Partial<Record<string, string>> = { ...path, ...host };
  if (domain === undefined || owner === undefined) return undefined;
  const where = region === undefined ? { endpoint: url.origin } : { region };
  const what = format === undefined || repository === undefined ? {} : { format, repository };
  return { address: { domain, domainOwner: owner, ...what, ...where }, below };
}
