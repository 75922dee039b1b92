import { type Json, objectIn, textIn } from '../../model/json-value.ts';
import type { Dependency, VersionMetadata } from '../../storage/records.ts';

const dependencyFields = [
  ['dependencies', 'regular'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
  ['optionalDependencies', 'optional'],
] as const;

/** What the API tells of an npm version, and the manifest itself. The readme is the document's: the manifest rarely has it. */
export function npmMetadata(manifest: Json, readme: string | undefined): VersionMetadata {
  const { deprecated: _deprecated, readme: ownReadme, ...kept } = manifest;
  const summary = textIn(manifest['description']);
  const homePage = textIn(manifest['homepage']);
  const repository = textIn(manifest['repository']) ?? textIn(objectIn(manifest['repository'])?.['url']);
  const licence = textIn(manifest['license']) ?? textIn(objectIn(manifest['license'])?.['type']);
  const text = readme ?? textIn(ownReadme);
  const dependencies = dependencyFields.flatMap(([field, type]) => dependenciesOf(manifest[field], type));
  return {
    ...(summary && { summary }),
    ...(homePage && { homePage }),
    ...(repository && { sourceCodeRepository: repository }),
    ...(licence && { licenses: [licence] }),
    ...(text && { readme: text }),
    ...(dependencies.length > 0 && { dependencies }),
    manifest: JSON.stringify(kept),
  };
}

function dependenciesOf(value: unknown, dependencyType: string): readonly Dependency[] {
  return Object.entries(objectIn(value) ?? {}).map(([name, range]) => {
    const [, scope, bare = name] = /^@([^/]+)\/(.+)$/u.exec(name) ?? [];
    return {
      ...(scope !== undefined && { namespace: scope }),
      package: bare,
      dependencyType,
      versionRequirement: String(range),
    };
  });
}
