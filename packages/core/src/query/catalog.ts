import { type BuildTag, compareBuildTags } from '../build-tag.ts';
import { type Format, type PackageRef, packageOf, type VersionRef } from '../coordinates.ts';
import { parsePackageKey, recordPackage } from '../home/key.ts';
import { listAllPackages, listAllVersions } from '../home/paging.ts';
import { readStored } from '../home/stored.ts';
import { MARKER, parseMarker } from '../build-set.ts';
import { listRecords } from '../home/record.ts';
import type { RepositoryReader } from '../ports/registry.ts';
import { EVENT_ASSET } from '../log/log.ts';
import { parseEvent } from '../log/event.ts';
import { inParallel } from '../in-parallel.ts';

/** How many packages are looked at at once. */
const AT_ONCE = 16;

/** A package as the home knows it. */
export interface CatalogRow {
  readonly pkg: PackageRef;
  /** Of which sets are on record, sorted as text. */
  readonly versions: readonly string[];
  /** How many records are sealed. */
  readonly sealed: number;
  /** How many builds are still open. */
  readonly open: number;
  /** The highest build tag of all versions. */
  readonly highest?: BuildTag;
}

/** What a kind of package in the home is about. */
export type CatalogKind = 'set' | 'log';

/** The packages of which the home holds records, or logs, sorted by format, namespace and name. One listing for each thousand. */
export async function listKnownPackages(
  home: RepositoryReader,
  formats: readonly Format[],
  kind: CatalogKind = 'set',
): Promise<PackageRef[]> {
  const found = await Promise.all(
    formats.map(async (format) => {
      const keys = await listAllPackages(home, { format: 'generic', namespace: `buildset.${kind}.${format}` });
      return await Promise.all(keys.map((key) => parsePackageKey(key.name, format) ?? askFor(key, home, kind)));
    }),
  );
  return found
    .flat()
    .flatMap((pkg) => pkg ?? [])
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ format, name, namespace = '' }: PackageRef): string {
  return [format, namespace, name].join('\0');
}

/** The packages that the home knows, with how many builds of each it keeps. One listing a package. */
export async function listCatalog(home: RepositoryReader, formats: readonly Format[]): Promise<CatalogRow[]> {
  const packages = await listKnownPackages(home, formats);
  const rows = new Map<PackageRef, CatalogRow>();
  await inParallel(packages, AT_ONCE, async (pkg) => {
    const records = await listRecords(home, pkg);
    const tags = records.flatMap(({ buildTag }) => (buildTag ? [buildTag] : [])).sort(compareBuildTags);
    const highest = tags.at(-1);
    rows.set(pkg, {
      pkg,
      versions: [...new Set(records.map(({ version }) => version))].sort(),
      sealed: records.filter(({ state }) => state === 'sealed').length,
      open: records.filter(({ state }) => state === 'open').length,
      ...(highest === undefined ? {} : { highest }),
    });
  });
  return packages.flatMap((pkg) => rows.get(pkg) ?? []);
}

/** A name that was too long for a key stands in what is kept under it. */
async function askFor(key: PackageRef, home: RepositoryReader, kind: CatalogKind): Promise<PackageRef | undefined> {
  for (const { version } of await listAllVersions(home, key, { status: 'Published' })) {
    const place: VersionRef = { ...key, version };
    const pkg = kind === 'set' ? await packageOfRecord(place, home) : await packageOfEvent(place, home);
    if (pkg && recordPackage(pkg).name === key.name) return pkg;
  }
  return undefined;
}

async function packageOfRecord(place: VersionRef, home: RepositoryReader): Promise<PackageRef | undefined> {
  const set = await readStored(home, place, MARKER, parseMarker);
  return set && packageOf(set.ref);
}

async function packageOfEvent(place: VersionRef, home: RepositoryReader): Promise<PackageRef | undefined> {
  const stored = await readStored(home, place, EVENT_ASSET, (text) => parseEvent(text, Number(place.version)));
  if (!stored) return undefined;
  const { format, name, namespace } = stored.event.package;
  return { format, ...(namespace === undefined ? {} : { namespace }), name };
}
