import { npmError } from './errors.ts';
import { derivedFields } from './derived-fields.ts';
import { isJsonObject, type JsonObject } from './json-text.ts';
import { npmName } from './npm-name.ts';
import { refusePrivate } from './package-json.ts';
import type { NpmTarball } from './read-tarball.ts';

/** npm's normalising steps that read no disk; the others are `derivedFields`. In npm's order. */
const STEPS = [
  '_id',
  '_attributes',
  'bundledDependencies',
  'bundleDependencies',
  'bundleDependenciesDeleteFalse',
  'scriptpath',
  'mans',
  'binDir',
  'normalizeData',
  'fixName',
];

/** What a registry is told of a version, without `dist.tarball`, which is the registry's to say. */
export interface PublishedManifest extends JsonObject {
  readonly _id: string;
  readonly name: string;
  readonly version: string;
  readonly dist: { readonly integrity: string; readonly shasum: string };
}

/**
 * The manifest that `npm publish <tarball>` sends, as a function of the tarball alone: normalised package.json, README,
 * `_id`, `dist` with integrity and shasum. What npm adds about the machine (`_nodeVersion`, `_npmVersion`, `_resolved`,
 * `_from`, `_integrity`, `gitHead`) is not there. Throws `package-private` and `invalid-manifest`.
 */
export async function publishedManifest(tarball: NpmTarball): Promise<PublishedManifest> {
  refusePrivate(tarball.manifest);
  const { main } = tarball.manifest.content;
  if (main && typeof main !== 'string') throw invalid('"main" is not text');
  const content = await normalized(derivedFields(tarball));
  const [name, { version }] = [npmName(tarball.ref), tarball.ref];
  const given = isJsonObject(content['dist']) ? content['dist'] : {};
  return {
    ...content,
    name,
    version,
    _id: `${name}@${version}`,
    dist: { ...given, integrity: tarball.integrity, shasum: tarball.shasum },
  };
}

async function normalized(content: JsonObject): Promise<JsonObject> {
  const { default: PackageJson } = await import('@npmcli/package-json');
  const json = new PackageJson();
  try {
    json.fromJSON(JSON.stringify(content));
    await json.normalize({ steps: hasDerivedBin(content) ? STEPS.filter((step) => step !== 'binDir') : STEPS });
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const result: unknown = json.content;
  if (!isJsonObject(result)) throw invalid('it is not an object');
  return result;
}

// npm takes bins of a folder as they are.
function hasDerivedBin({ bin, directories }: JsonObject): boolean {
  return isJsonObject(directories) && Boolean(directories['bin']) && isJsonObject(bin);
}

function invalid(what: string, cause?: unknown): Error {
  const message = `npm cannot publish this package.json: ${what}`;
  return npmError('invalid-manifest', message, 'Correct package.json, for example with npm pkg fix, and pack again.', {
    ...(cause !== undefined && { cause }),
  });
}
