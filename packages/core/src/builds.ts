import { type BuildTag, compareBuildTags } from './build-tag.ts';
import type { BuildSet } from './build-set.ts';
import type { SetDigest } from './set-digest.ts';
import { hasCode } from './coded-error.ts';
import { formatPackage, type PackageRef, type VersionRef, versionOf } from './coordinates.ts';
import { listAttachedNotes } from './home/attached-note.ts';
import type { Home } from './home/home.ts';
import { listAllVersions } from './home/paging.ts';
import { listRecords } from './home/record.ts';
import { Log } from './log/log.ts';
import { type Origin, originsOf } from './log/lineage.ts';
import { type LogState, placeKey } from './log/state.ts';
import type { Domain } from './ports/domain.ts';
import type { FormatAdapter } from './ports/format-adapter.ts';
import { type Candidate, Candidates, deriveSets } from './promotion/candidates.ts';
import { winners } from './promotion/installers.ts';
import { holdsAll, observe, type Observed, sameAssets } from './promotion/observe.ts';
import { repositoryArn } from './schema.ts';

/** One build of a version, and where it is. */
export interface BuildRow {
  readonly version: string;
  /** Ordered; none for files that name no build. */
  readonly builds: readonly BuildTag[];
  /** Absent while the build is open. */
  readonly digest?: SetDigest;
  readonly set?: BuildSet;
  /** The sets that it was made of by stripping. Empty for most. */
  readonly origins: readonly Origin[];
  /** `derived`: seen in a repository's listing only, not on record. */
  readonly state: 'open' | 'sealed' | 'derived';
  /** Repositories that hold the whole of it, in the order asked; so are the others below. */
  readonly in: readonly string[];
  /** Repositories in which installers get it, whatever their platform. */
  readonly activeIn: readonly string[];
  /** Repositories in which installers get it for some of what it offers, and another build for the rest. */
  readonly partlyActiveIn: readonly string[];
  /** Repositories to which it was promoted by the log and not replaced since. */
  readonly promotedTo: readonly string[];
}

export interface BuildsQuery {
  readonly pkg: PackageRef;
  /** Default: every version that is on record or in one of the repositories. */
  readonly version?: string;
  /** Only what has this digest, or one that begins so; then not every record of the version is read. */
  readonly digest?: string;
  /** Repositories to look into, besides those that the log and the attached notes name. */
  readonly repositories: readonly string[];
  /** Repositories to look into as well, as far as they are there and the caller may see them. */
  readonly stages?: readonly string[];
  /** Told of repositories that the caller may not see and has not asked for. */
  readonly onUnseen?: (repository: string) => void;
}

/**
 * The builds of a package, by version and build tag; repositories in the order of the stages, then as asked, then by name.
 * Reads only. Throws for a repository that was asked for.
 */
export async function listBuilds(
  { digest, pkg, version, repositories, stages = [], onUnseen = () => undefined }: BuildsQuery,
  ports: { readonly domain: Domain; readonly home: Home; readonly format: FormatAdapter },
): Promise<BuildRow[]> {
  const state = await new Log(ports.home, pkg).read();
  const looked = new Looked(ports.domain, { asked: repositories, stages, onUnseen });
  const names = await looked.visible([...stages, ...repositories, ...loggedIn(ports.domain, state)]);
  const versions = version === undefined ? await versionsOf(pkg, names, looked, ports) : [version];
  const rows = versions.map((one) => rowsOf({ ref: versionOf(pkg, one), digest }, names, state, looked, ports));
  return (await Promise.all(rows)).flat();
}

type Ports = Parameters<typeof listBuilds>[1];

async function rowsOf(
  { digest: only, ref }: { readonly ref: VersionRef; readonly digest: string | undefined },
  names: readonly string[],
  state: LogState,
  looked: Looked,
  ports: Ports,
): Promise<BuildRow[]> {
  const { format, home } = ports;
  const candidates = await Candidates.of(home.records, ref, [], format);
  const recorded = await (only === undefined ? candidates.readAll() : candidates.ofDigest(only));
  const all = await looked.visible([...names, ...(await attachedTo(recorded, ports))]);
  const held = await looked.into(all, ref);
  const derived = held
    .flatMap(([, { assets }]) => deriveSets(ref, assets, format))
    .filter(({ set }) => !recorded.some((one) => holdsAll(one.set.entries, set.entries)))
    .filter(({ buildTag }) => buildTag === undefined || !candidates.isOpen(buildTag));
  const open = only === undefined ? candidates.records.filter((record) => record.state === 'open') : [];
  const known = [...recorded, ...derived].filter(({ digest }) => digest.startsWith(only ?? ''));
  const rows = [...new Set(known.map(({ digest }) => digest))].map((digest) => {
    const same = known.filter((candidate) => candidate.digest === digest);
    return rowOf(ref, same, held, state, ports);
  });
  const openRows = open.map(({ buildTag }): BuildRow => ({
    version: ref.version,
    builds: buildTag ? [buildTag] : [],
    origins: [],
    state: 'open',
    in: [],
    activeIn: [],
    partlyActiveIn: [],
    promotedTo: [],
  }));
  return [...rows, ...openRows].sort((a, b) => compareBuildTags(a.builds[0], b.builds[0]));
}

function rowOf(
  ref: VersionRef,
  same: readonly Candidate[],
  held: readonly (readonly [string, Observed])[],
  state: LogState,
  { domain, format }: Ports,
): BuildRow {
  const [first] = same;
  if (!first) throw new RangeError(`no candidate of ${formatPackage(ref)}`);
  const { digest, set } = first;
  const whole = held.filter(([, { assets, status }]) => status === 'Published' && holdsAll(assets, set.entries));
  const activity = whole.map(([name, { assets }]) => [name, activityOf(set, assets, format)] as const);
  const promoted = held.filter(([name]) => {
    const arn = repositoryArn({ ...domain.ref, repository: name });
    return state.places[placeKey(arn, ref.version)]?.sets[digest] !== undefined;
  });
  const tags = same.flatMap(({ buildTag }) => (buildTag ? [buildTag] : []));
  return {
    version: ref.version,
    builds: [...new Set(tags)].sort(compareBuildTags),
    digest,
    set,
    origins: originsOf(state.lineages ?? [], digest),
    state: same.some(({ record }) => record) ? 'sealed' : 'derived',
    in: whole.map(([name]) => name),
    activeIn: activity.filter(([, active]) => active === 'all').map(([name]) => name),
    partlyActiveIn: activity.filter(([, active]) => active === 'part').map(([name]) => name),
    promotedTo: promoted.map(([name]) => name),
  };
}

/** Whether installers take the set's file in all, some or none of the slots that it offers. */
export function activityOf(
  { entries }: BuildSet,
  held: Observed['assets'],
  format: FormatAdapter,
): 'all' | 'part' | 'none' {
  if (format.builds === 'one') return sameAssets(held, entries) ? 'all' : 'none';
  const best = winners(format, held);
  const chosen = new Set(entries.map(({ name }) => name));
  const slots = entries.flatMap(({ name }) => format.slotsOf(name));
  const won = slots.filter((slot) => chosen.has(best.get(slot) ?? ''));
  if (won.length === 0) return 'none';
  return won.length === slots.length ? 'all' : 'part';
}

/** The repositories that the builds were uploaded to, by their notes: one listing a build. */
async function attachedTo(recorded: readonly Candidate[], { home }: Ports): Promise<string[]> {
  const notes = await Promise.all(recorded.map(({ digest, set }) => listAttachedNotes(home.records, set.ref, digest)));
  return notes.flat().flatMap(({ repository }) => repository ?? []);
}

/** Looks into repositories: those that were asked for must be there, others may be gone or hidden from the caller. */
class Looked {
  readonly #domain: Domain;
  readonly #asked: readonly string[];
  readonly #first: readonly string[];
  readonly #onUnseen: (repository: string) => void;
  readonly #visible = new Map<string, Promise<boolean>>();

  constructor(
    domain: Domain,
    {
      asked,
      onUnseen,
      stages,
    }: Required<Pick<BuildsQuery, 'onUnseen' | 'stages'>> & { readonly asked: readonly string[] },
  ) {
    this.#domain = domain;
    this.#asked = asked;
    this.#first = [...stages, ...asked];
    this.#onUnseen = onUnseen;
  }

  /** Each of the names once and in order, without repositories that are gone or that the caller may not see. */
  async visible(names: readonly string[]): Promise<string[]> {
    const all = new Set(names);
    const unique = [...new Set([...this.#first.filter((name) => all.has(name)), ...[...all].sort()])];
    const visible = await Promise.all(unique.map((name) => this.#isVisible(name)));
    return unique.filter((_name, index) => visible[index]);
  }

  async into(names: readonly string[], ref: VersionRef): Promise<(readonly [string, Observed])[]> {
    const held = await Promise.all(names.map(async (name) => [name, await this.#observe(name, ref)] as const));
    return held.flatMap(([name, holds]) => (holds ? [[name, holds] as const] : []));
  }

  /** The versions of a package that repositories hold. */
  async versions(names: readonly string[], pkg: PackageRef): Promise<string[]> {
    const held = await Promise.all(
      names.map((name) => this.#unlessHidden(name, listAllVersions(this.#domain.reader(name), pkg))),
    );
    return held.flatMap((versions) => versions ?? []).map(({ version }) => version);
  }

  /** Of a stage its listings tell. */
  #isVisible(name: string): Promise<boolean> {
    const known =
      this.#visible.get(name) ?? (this.#first.includes(name) ? Promise.resolve(true) : this.#describe(name));
    this.#visible.set(name, known);
    return known;
  }

  async #describe(name: string): Promise<boolean> {
    return (await this.#unlessHidden(name, this.#domain.describeRepository(name))) !== undefined;
  }

  async #observe(name: string, ref: VersionRef): Promise<Observed | undefined> {
    return await this.#unlessHidden(name, observe(this.#domain.reader(name), ref));
  }

  async #unlessHidden<Result>(name: string, look: Promise<Result>): Promise<Result | undefined> {
    try {
      return await look;
    } catch (error) {
      if (this.#asked.includes(name) || !hasCode(error, 'access-denied', 'not-found')) throw error;
      if (hasCode(error, 'access-denied')) this.#onUnseen(name);
      return undefined;
    }
  }
}

/** The repositories of a domain that the log names. */
function loggedIn(domain: Domain, state: LogState): string[] {
  const prefix = repositoryArn({ ...domain.ref, repository: '' });
  return Object.keys(state.places).flatMap((key) => {
    const [arn = ''] = key.split(' ');
    return arn.startsWith(prefix) ? [arn.slice(prefix.length)] : [];
  });
}

async function versionsOf(
  pkg: PackageRef,
  names: readonly string[],
  looked: Looked,
  { home }: Ports,
): Promise<string[]> {
  const recorded = (await listRecords(home.records, pkg)).map(({ version }) => version);
  return [...new Set([...recorded, ...(await looked.versions(names, pkg))])].sort();
}
