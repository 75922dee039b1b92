/** What the address of a repository of CodeArtifact says. */
export interface CodeArtifactAddress {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  /** Only AWS's own hosts name it. */
  readonly region?: string;
  /** The server's own API, for hosts that are not AWS's. */
  readonly endpoint?: string;
}

const AWS_HOST = /\.codeartifact\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;
const OWN_HOST = /^(?<domain>[a-z][a-z0-9-]*)-(?<owner>\d{12})\.d\.codeartifact\./;
const OWN_PATH = /^\/(?<format>[a-z]+)\/(?<repository>[A-Za-z0-9][A-Za-z0-9._-]*)\/?$/;
const PATH_STYLE =
  /^\/(?<format>[a-z]+)\/d\/(?<domain>[a-z][a-z0-9-]*)-(?<owner>\d{12})\/(?<repository>[A-Za-z0-9][A-Za-z0-9._-]*)\/?$/;

/**
 * Reads the address of a CodeArtifact repository of a format, with the domain in the host or in the path; undefined for
 * any other address. Source: GetRepositoryEndpoint, and "Create VPC endpoints for CodeArtifact".
 */
export function parseCodeArtifactUrl(text: string, format: 'npm' | 'pypi'): CodeArtifactAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const region = AWS_HOST.exec(url.hostname)?.[1];
  const groups = PATH_STYLE.exec(url.pathname)?.groups ?? ownHost(url, region);
  const { domain, owner, repository } = groups?.['format'] === format ? groups : {};
  if (domain === undefined || owner === undefined || repository === undefined) return undefined;
  const where = region === undefined ? { endpoint: url.origin } : { region };
  return { domain, domainOwner: owner, repository, ...where };
}

function ownHost(url: URL, region: string | undefined): Readonly<Record<string, string>> | undefined {
  if (region === undefined) return undefined;
  const host = OWN_HOST.exec(url.hostname)?.groups;
  const path = OWN_PATH.exec(url.pathname)?.groups;
  return host && path ? { ...host, ...path } : undefined;
}
