import type { BuildTag } from '../build-tag.ts';
import { type BuildSet, createBuildSet, setDigest } from '../build-set.ts';
import { type SetDigest, shortDigest } from '../set-digest.ts';
import type { VersionRef } from '../coordinates.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset, RepositoryReader } from '../ports/registry.ts';
import { listAttachedNotes } from '../home/attached-note.ts';
import { listRecords, readRecord, type RecordSummary } from '../home/record.ts';

/** A set that may be promoted. */
export interface Candidate {
  readonly set: BuildSet;
  readonly digest: SetDigest;
  readonly buildTag?: BuildTag;
  /** Where the home keeps its bytes; absent for a set that was only derived from a listing, or is on record elsewhere. */
  readonly record?: VersionRef;
  /** Where the home of the source's own domain keeps its bytes. */
  readonly recordElsewhere?: { readonly home: RepositoryReader; readonly record: VersionRef };
}

/** So many records are read sooner than it is asked which of them to read. */
const FEW = 4;

/** The records of a version in one home. */
export interface Shelf {
  readonly home: RepositoryReader;
  readonly records: readonly RecordSummary[];
}

/**
 * The builds of one version: those on record, and those that a repository's listing shows. Where the source is in another
 * domain, that one's records say what its builds are, and the home's own which of them it has adopted.
 */
export class Candidates {
  readonly #own: Shelf;
  readonly #other: Shelf | undefined;
  readonly #ref: VersionRef;
  readonly derived: readonly Candidate[];

  private constructor(ref: VersionRef, derived: readonly Candidate[], own: Shelf, other: Shelf | undefined) {
    this.#ref = ref;
    this.#own = own;
    this.#other = other;
    this.derived = derived.map((candidate) => this.#onRecord(candidate));
  }

  /** The records that say what the source's builds are. */
  get records(): readonly RecordSummary[] {
    return this.#main.records;
  }

  get #main(): Shelf {
    return this.#other ?? this.#own;
  }

  get #shelves(): readonly Shelf[] {
    return this.#other ? [this.#other, this.#own] : [this.#own];
  }

  /** One listing of the home. `held` is what the source holds of the version. */
  static async of(
    home: RepositoryReader,
    ref: VersionRef,
    held: readonly Asset[],
    format: FormatAdapter,
  ): Promise<Candidates> {
    return Candidates.among(ref, held, format, await shelfOf(home, ref));
  }

  /** Like `of`, with the listings at hand; `other` is that of the source's own domain. */
  static among(ref: VersionRef, held: readonly Asset[], format: FormatAdapter, own: Shelf, other?: Shelf): Candidates {
    return new Candidates(ref, deriveSets(ref, held, format), own, other);
  }

  /** The same records, and what another listing shows. */
  showing(held: readonly Asset[], format: FormatAdapter): Candidates {
    return Candidates.among(this.#ref, held, format, this.#own, this.#other);
  }

  /** The sealed record that was attached under a tag. */
  async attached(tag: BuildTag): Promise<Candidate | undefined> {
    const summary = this.records.find((record) => isAttached(record, tag) && record.state === 'sealed');
    return summary && (await this.#read(this.#main, summary));
  }

  /** Whether a build is still open for more parts. */
  isOpen(tag: BuildTag): boolean {
    return this.records.some((record) => isAttached(record, tag) && record.state === 'open');
  }

  /** The set that the source's listing shows for a tag, on record or not. */
  derivedFor(tag: BuildTag | undefined): Candidate | undefined {
    return this.derived.find((candidate) => candidate.buildTag === tag);
  }

  /** Every sealed record, read: one fetch each. A set that both homes have under one tag is one. */
  async readAll(): Promise<Candidate[]> {
    return await this.#readThose(() => true);
  }

  /** What is on record under a tag, as attached or as adopted: one fetch each. */
  async ofTag(tag: BuildTag): Promise<Candidate[]> {
    return await this.#readThose(({ buildTag }) => buildTag === tag);
  }

  /** What is on record of a digest, or of one that begins so, under each of its tags. Only where no name tells are all records read. */
  async ofDigest(prefix: string): Promise<Candidate[]> {
    const sealed = this.#shelves.flatMap(({ records }) => records.filter(({ state }) => state === 'sealed'));
    const named = sealed.length > FEW ? await this.named(prefix) : [];
    return named.length > 0 ? named : (await this.readAll()).filter(({ digest }) => digest.startsWith(prefix));
  }

  /**
   * The same as far as the names of its notes and of adopted records tell which records to read: one listing, and one
   * fetch each, however many records there are. A run that was interrupted may have left a record without a note.
   */
  async named(prefix: string): Promise<Candidate[]> {
    const noted = this.#shelves.map(async (shelf) => [shelf, await this.#notedTags(shelf, prefix)] as const);
    const tags = new Map(await Promise.all(noted));
    const named = await this.#readThose(({ buildTag, digest12 }, shelf) =>
      digest12 === undefined ? tags.get(shelf)?.has(buildTag) === true : digest12 === shortDigest(prefix),
    );
    return named.filter(({ digest }) => digest.startsWith(prefix));
  }

  /** The candidate for a set: on record if any record has its digest. */
  async recorded(set: BuildSet): Promise<Candidate> {
    const digest = setDigest(set);
    const adopted = adoptedAs(digest, this.#own);
    if (adopted) return await this.#read(this.#own, adopted);
    const [known] = await this.ofDigest(digest);
    return known ?? { set, digest };
  }

  /** Every tag that a record or the listing shows, each once. */
  get tags(): BuildTag[] {
    const tags = [...this.records, ...this.derived].flatMap(({ buildTag }) => (buildTag ? [buildTag] : []));
    return [...new Set(tags)];
  }

  async #readThose(isWanted: (record: RecordSummary, shelf: Shelf) => boolean): Promise<Candidate[]> {
    const sealed = this.#shelves.flatMap((shelf) =>
      shelf.records
        .filter((record) => record.state === 'sealed' && isWanted(record, shelf))
        .map((record) => this.#read(shelf, record)),
    );
    const known = new Map<string, Candidate>();
    for (const one of await Promise.all(sealed)) {
      const key = `${one.digest} ${one.buildTag ?? ''}`;
      known.set(key, { ...one, ...known.get(key) });
    }
    return [...known.values()];
  }

  /** The tags under which a set was attached, by the names of its notes. */
  async #notedTags({ home }: Shelf, digest: string): Promise<ReadonlySet<BuildTag | undefined>> {
    const notes = await listAttachedNotes(home, this.#ref, digest);
    return new Set(notes.map(({ buildTag }) => buildTag));
  }

  async #read(shelf: Shelf, summary: RecordSummary): Promise<Candidate> {
    const { buildTag, digest, record, set } = await readRecord(shelf.home, this.#ref, summary);
    const candidate = { set, digest, ...(buildTag === undefined ? {} : { buildTag }) };
    return shelf === this.#own
      ? { ...candidate, record }
      : this.#onRecord({ ...candidate, recordElsewhere: { home: shelf.home, record } });
  }

  /** With the places where a set of its digest was adopted. */
  #onRecord(candidate: Candidate): Candidate {
    const [own, other] = [this.#own, this.#other].map((shelf) => shelf && adoptedAs(candidate.digest, shelf)?.record);
    return {
      ...candidate,
      ...(own ? { record: own } : {}),
      ...(other && this.#other ? { recordElsewhere: { home: this.#other.home, record: other } } : {}),
    };
  }
}

/** The records of a version in a home. One listing. */
export async function shelfOf(home: RepositoryReader, ref: VersionRef): Promise<Shelf> {
  return { home, records: await listRecords(home, ref, ref.version) };
}

function adoptedAs(digest: SetDigest, { records }: Shelf): RecordSummary | undefined {
  return records.find((record) => record.digest12 === shortDigest(digest) && record.state === 'sealed');
}

/** The sets that a listing shows: one for each build tag in the names, and one of the assets without a tag. */
export function deriveSets(ref: VersionRef, held: readonly Asset[], format: FormatAdapter): Candidate[] {
  const builds = new Map<BuildTag | undefined, Asset[]>();
  for (const asset of held) {
    const tag = format.builds === 'side-by-side' ? format.buildTagOf(asset.name) : undefined;
    builds.set(tag, [...(builds.get(tag) ?? []), asset]);
  }
  return [...builds].map(([buildTag, assets]) => {
    const set = createBuildSet(ref, assets);
    return { set, digest: setDigest(set), ...(buildTag === undefined ? {} : { buildTag }) };
  });
}

function isAttached(record: RecordSummary, tag: BuildTag): boolean {
  return record.buildTag === tag && record.digest12 === undefined;
}
