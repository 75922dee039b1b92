import { type BuildRow, type BuildsQuery, listBuilds } from '../builds.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type Format, packageOf, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { Domain } from '../ports/domain.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import { inParallel } from '../in-parallel.ts';
import { requireDigestPrefix } from '../set-digest.ts';
import type { Sha256 } from '../sha256.ts';
import { locateSet, setsHolding } from './locate.ts';
import { listKnownPackages } from './catalog.ts';

/** How many versions are looked at at once. */
const AT_ONCE = 4;

export interface WhereQuery extends Pick<BuildsQuery, 'onUnseen' | 'repositories' | 'stages'> {
  /** A file, by its digest; or a set, by its digest or its first twelve digits. */
  readonly sought: { readonly file: Sha256 } | { readonly set: string };
  /** Only in these versions or packages. Default: in every package on record. */
  readonly within?: readonly (Omit<VersionRef, 'version'> & { readonly version?: string })[];
  /** A file: told of each record that was read, and of how many there are. */
  readonly onRead?: (done: number, total: number) => void;
}

/** A build that holds what was sought, and where it is. */
export interface WhereRow extends BuildRow {
  readonly ref: VersionRef;
  /** The names under which it holds the file that was sought. */
  readonly names: readonly string[];
}

/**
 * The builds that hold a file, or are a set, with the repositories that hold them now. Builds that are not on record are
 * found in the versions that are named, in the repositories that are looked into.
 */
export async function where(
  query: WhereQuery,
  ports: {
    readonly domain: Domain;
    readonly home: Home;
    readonly formats: readonly Format[];
    readonly formatOf: (format: Format) => Promise<FormatAdapter>;
  },
): Promise<WhereRow[]> {
  const { sought } = query;
  const rows: WhereRow[] = [];
  await inParallel(await versionsToLookInto(query, ports), AT_ONCE, async (ref) => {
    const format = await ports.formatOf(ref.format);
    const only = 'set' in sought ? { digest: requireDigestPrefix(sought.set) } : {};
    const look = { ...query, ...only, pkg: packageOf(ref), version: ref.version };
    const builds = await listBuilds(look, { domain: ports.domain, home: ports.home, format });
    rows.push(
      ...builds.filter((row) => isSought(row, query)).map((row) => ({ ...row, ref, names: namesIn(row, query) })),
    );
  });
  return rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

async function versionsToLookInto(
  { onRead, sought, within }: WhereQuery,
  { formats, home }: { readonly formats: readonly Format[]; readonly home: Home },
): Promise<VersionRef[]> {
  const named = (within ?? []).flatMap(({ version, ...pkg }) => (version === undefined ? [] : { ...pkg, version }));
  const packages = within ?? (await listKnownPackages(home.records, formats));
  const located =
    'set' in sought
      ? await locateSet(sought.set, home.records, formats)
      : await setsHolding(sought.file, packages, home.records, onRead);
  const all = [...named, ...located.map(({ ref }) => ref)];
  return [...new Map(all.map((ref) => [canonicalJson({ ...ref }), ref])).values()];
}

function isSought({ set }: BuildRow, { sought }: WhereQuery): boolean {
  return 'set' in sought || set?.entries.some(({ sha256 }) => sha256 === sought.file) === true;
}

function namesIn({ set }: BuildRow, { sought }: WhereQuery): string[] {
  if ('set' in sought) return [];
  return (set?.entries ?? []).filter(({ sha256 }) => sha256 === sought.file).map(({ name }) => name);
}

function keyOf({ builds, ref }: WhereRow): string {
  return [ref.format, ref.namespace ?? '', ref.name, ref.version, builds.join(' ')].join(' ');
}
