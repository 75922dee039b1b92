import type { BuildTag } from '../build-tag.ts';
import { type BuildSet, createBuildSet, setDigest } from '../build-set.ts';
import { type SetDigest, shortDigest } from '../set-digest.ts';
import type { VersionRef } from '../coordinates.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset, RepositoryReader } from '../ports/registry.ts';
import { listRecords, readRecord, type RecordSummary, type SealedRecord } from '../home/record.ts';

/** A set that may be promoted. */
export interface Candidate {
  readonly set: BuildSet;
  readonly digest: SetDigest;
  readonly buildTag?: BuildTag;
  /** Where the home keeps its bytes; absent for a set that was only derived from a listing. */
  readonly record?: VersionRef;
}

/** The builds of one version: those on record, and those that a repository's listing shows. */
export class Candidates {
  readonly #home: RepositoryReader;
  readonly #ref: VersionRef;
  readonly records: readonly RecordSummary[];
  readonly derived: readonly Candidate[];

  private constructor(
    home: RepositoryReader,
    ref: VersionRef,
    records: readonly RecordSummary[],
    derived: Candidate[],
  ) {
    this.#home = home;
    this.#ref = ref;
    this.records = records;
    this.derived = derived;
  }

  /** One listing of the home. `held` is what the source holds of the version. */
  static async of(
    home: RepositoryReader,
    ref: VersionRef,
    held: readonly Asset[],
    format: FormatAdapter,
  ): Promise<Candidates> {
    return Candidates.among(await listRecords(home, ref, ref.version), home, ref, held, format);
  }

  /** Like `of`, with the listing at hand. */
  static among(
    records: readonly RecordSummary[],
    home: RepositoryReader,
    ref: VersionRef,
    held: readonly Asset[],
    format: FormatAdapter,
  ): Candidates {
    const derived = deriveSets(ref, held, format).map((candidate) => {
      const adopted = records.find((record) => record.digest12 === shortDigest(candidate.digest));
      return adopted?.state === 'sealed' ? { ...candidate, record: adopted.record } : candidate;
    });
    return new Candidates(home, ref, records, derived);
  }

  /** The sealed record that was attached under a tag. */
  async attached(tag: BuildTag): Promise<Candidate | undefined> {
    const summary = this.records.find((record) => isAttached(record, tag) && record.state === 'sealed');
    return summary && toCandidate(await readRecord(this.#home, this.#ref, summary));
  }

  /** Whether a build is still open for more parts. */
  isOpen(tag: BuildTag): boolean {
    return this.records.some((record) => isAttached(record, tag) && record.state === 'open');
  }

  /** The set that the source's listing shows for a tag, on record or not. */
  derivedFor(tag: BuildTag | undefined): Candidate | undefined {
    return this.derived.find((candidate) => candidate.buildTag === tag);
  }

  /** Every sealed record, read: one fetch each. */
  async readAll(): Promise<Candidate[]> {
    const sealed = this.records.filter(({ state }) => state === 'sealed');
    return (await Promise.all(sealed.map((summary) => readRecord(this.#home, this.#ref, summary)))).map(toCandidate);
  }

  /** The candidate for a set: on record if any record has its digest. */
  async recorded(set: BuildSet): Promise<Candidate> {
    const digest = setDigest(set);
    const adopted = this.records.find((r) => r.digest12 === shortDigest(digest) && r.state === 'sealed');
    if (adopted) return toCandidate(await readRecord(this.#home, this.#ref, adopted));
    const known = (await this.readAll()).find((candidate) => candidate.digest === digest);
    return known ?? { set, digest };
  }

  /** Every tag that a record or the listing shows, each once. */
  get tags(): BuildTag[] {
    const tags = [...this.records, ...this.derived].flatMap(({ buildTag }) => (buildTag ? [buildTag] : []));
    return [...new Set(tags)];
  }
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

function toCandidate({ set, digest, buildTag, record }: SealedRecord): Candidate {
  return { set, digest, record, ...(buildTag === undefined ? {} : { buildTag }) };
}
