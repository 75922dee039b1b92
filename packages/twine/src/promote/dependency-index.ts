import {
  type Asset,
  type FormField,
  listAllVersions,
  type PromotionPorts,
  type RepositoryReader,
  retrying,
  type VersionReader,
  type VersionRef,
} from '@buildset/core';
import { compareVersions, type DependencyIndex, offeredVersions, pypi } from '@buildset/format-pypi';

/**
 * What a repository offers to installers. Each project and each version is looked up once. What a version requires is read
 * from its smallest wheel, else its sdist; of versions that only an upstream holds nobody can tell, since reading one there
 * would bring it into the repository.
 */
export function indexOf(reader: RepositoryReader, ports: Pick<PromotionPorts, 'home' | 'spool'>): DependencyIndex {
  return {
    versions: once(async (name) => offeredVersions(await reader.readProject({ format: 'pypi', name }))),
    requiresDist: once(async (name, version) => {
      const ref = findVersion(await heldVersions(reader, name), version);
      const [file] = ((ref && (await reader.listAssets(ref)))?.assets ?? []).toSorted(wheelsFirst);
      return ref && file && valuesOf('requires_dist', await readFields(reader, ref, file, ports));
    }),
  };
}

/** The versions that the repository itself holds, without its upstreams', as it spells them. */
export async function heldVersions(reader: VersionReader, name: string): Promise<readonly VersionRef[]> {
  const versions = await listAllVersions(reader, { format: 'pypi', name }, { status: 'Published' });
  return versions.map(({ version }) => ({ format: 'pypi', name, version }));
}

/** The one of the versions that is another spelling of `version`. */
export function findVersion(versions: readonly VersionRef[], version: string): VersionRef | undefined {
  return versions.find((one) => compareVersions(one.version, version) === 0);
}

/** The values of a field of the upload form, in their order. */
export function valuesOf(wanted: string, fields: readonly FormField[]): readonly string[] {
  return fields.filter(([name]) => name === wanted).map(([, value]) => value);
}

async function readFields(
  reader: RepositoryReader,
  ref: VersionRef,
  asset: Asset,
  { home, spool }: Pick<PromotionPorts, 'home' | 'spool'>,
): Promise<readonly FormField[]> {
  const file = await retrying(home.timer, async () => {
    const content = await reader.openAsset(ref, asset);
    return content && (await spool.spool(asset, content));
  });
  if (file === undefined) return [];
  try {
    return (await pypi.inspect(file)).fields ?? [];
  } finally {
    await file.dispose();
  }
}

function wheelsFirst(a: Asset, b: Asset): number {
  return Number(b.name.endsWith('.whl')) - Number(a.name.endsWith('.whl')) || a.size - b.size;
}

function once<Result>(lookUp: (...key: string[]) => Promise<Result>): (...key: string[]) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (...key) => {
    const found = known.get(key.join(' ')) ?? lookUp(...key);
    known.set(key.join(' '), found);
    return found;
  };
}
