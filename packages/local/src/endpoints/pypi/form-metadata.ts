import type { PublicFile } from '../../public/pypi-listing.ts';
import type { AssetMetadata, Dependency, VersionMetadata } from '../../storage/records.ts';

type Fields = ReadonlyMap<string, readonly string[]>;

/** What the index tells of one file. */
export function fileMetadata(fields: Fields): AssetMetadata {
  const requiresPython = fields.get('requires_python')?.[0];
  const attestations = fields.get('attestations')?.[0];
  return {
    ...(requiresPython && { requiresPython }),
    ...(attestations && { attestations }),
  };
}

/** What the index tells of a file that is, or was, in a public index. */
export function publicFileMetadata({ requiresPython, yanked }: PublicFile): AssetMetadata {
  return { ...(requiresPython !== undefined && { requiresPython }), ...(yanked !== undefined && { yanked }) };
}

/** What the API tells of the version: taken from its first file, as it has one set of these only. Not observed on AWS. */
export function versionMetadata(fields: Fields): VersionMetadata {
  const one = (name: string): string | undefined => known(fields.get(name)?.[0]);
  const urls = projectUrls(fields);
  const summary = one('summary');
  const homePage = one('home_page') ?? urls.get('homepage');
  const sourceCodeRepository = urls.get('repository') ?? urls.get('source') ?? urls.get('source code');
  const licence = one('license_expression') ?? one('license');
  const readme = one('description');
  const dependencies = (fields.get('requires_dist') ?? []).map(dependencyOf);
  return {
    ...(summary && { summary }),
    ...(homePage && { homePage }),
    ...(sourceCodeRepository && { sourceCodeRepository }),
    ...(licence && { licenses: [licence] }),
    ...(readme && { readme }),
    ...(dependencies.length > 0 && { dependencies }),
  };
}

/** Old tools write UNKNOWN for what they do not know. */
function known(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === 'UNKNOWN' ? undefined : text;
}

function projectUrls(fields: Fields): ReadonlyMap<string, string> {
  const urls = (fields.get('project_urls') ?? []).map((item) => {
    const at = item.indexOf(',');
    return [item.slice(0, at).trim().toLowerCase(), item.slice(at + 1).trim()] as const;
  });
  return new Map(urls);
}

/** PEP 508, as far as the API shows it: the project, and the rest as the requirement. */
function dependencyOf(requirement: string): Dependency {
  const [, name = requirement, rest = ''] = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)(.*)$/su.exec(requirement) ?? [];
  return { package: name, dependencyType: 'Requires-Dist', versionRequirement: rest.trim() };
}
