import type { PackageFormat } from '../storage/records.ts';

/** A repository endpoint's path, `/{format}/d/{domain}-{owner}/{repository}/…`, taken apart. */
export interface EndpointAddress {
  readonly format: PackageFormat;
  readonly domain: string;
  readonly owner: string;
  readonly repository: string;
  /** What follows the repository's slash, not decoded. Undefined when there is not even the slash. */
  readonly rest: string | undefined;
}

const pattern = /^\/(npm|pypi|maven|nuget|generic|ruby|swift|cargo)\/d\/([^/]+)-(\d{12})\/([^/]+)(?:\/(.*))?$/u;

export function endpointAddress(path: string): EndpointAddress | undefined {
  const [, format, domain, owner, repository, rest] = pattern.exec(path) ?? [];
  if (!format || !domain || !owner || !repository) return undefined;
  return { format: format as PackageFormat, domain, owner, repository, rest };
}

/** The path's segments, decoded; undefined when one is not percent-encoded UTF-8 or would leave its folder. */
export function segmentsOf(rest: string): readonly string[] | undefined {
  try {
    const segments = rest.split('/').map(decodeURIComponent);
    return segments.some((segment) => segment === '.' || segment === '..' || segment.includes('\0'))
      ? undefined
      : segments;
  } catch {
    return undefined;
  }
}
