import type { SetEntry } from '../build-set.ts';
import type { Candidate, Candidates } from './candidates.ts';

/** What tells where the sets of a listing may be on record. */
export interface Hints {
  /** Digests of the sets that are there by the log. */
  readonly logged?: readonly string[];
  /** Sets that will be on record by then. */
  readonly coming?: readonly Candidate[];
}

/** The sets of a listing that no record has whole, and what it took to find out. */
export interface NotOnRecord {
  readonly sets: readonly Candidate[];
  /** Those of their files whose bytes no record names. */
  readonly files: readonly SetEntry[];
  /** Listings of notes. */
  readonly listings: number;
  /** Records that were read. */
  readonly reads: number;
}

/** Which of the sets that a listing shows no record has. A few requests for each, but for one that is on record by no name. */
export async function notOnRecord(candidates: Candidates, hints: Hints = {}): Promise<NotOnRecord> {
  const found = await Promise.all(candidates.derived.map((one) => searchRecords(one, candidates, hints)));
  const lost = found.filter(({ isKept }) => !isKept);
  return {
    sets: lost.map(({ one }) => one),
    files: lost.flatMap(({ known, one }) => {
      const bytes = new Set(known.flatMap(({ set }) => set.entries.map(({ sha256 }) => sha256)));
      return one.set.entries.filter(({ sha256 }) => !bytes.has(sha256));
    }),
    listings: found.reduce((sum, { listings }) => sum + listings, 0),
    reads: found.reduce((sum, { reads }) => sum + reads, 0),
  };
}

/** A search for the records of a derived set. */
export interface RecordSearch {
  readonly one: Candidate;
  /** What was found, whether it is all of it or not. */
  readonly known: readonly Candidate[];
  /** Whether these have all of its files. */
  readonly isKept: boolean;
  readonly listings: number;
  readonly reads: number;
}

/** Looks where it is likeliest first, and goes on until every file is found. */
export async function searchRecords(
  one: Candidate,
  candidates: Candidates,
  { coming = [], logged = [] }: Hints,
): Promise<RecordSearch> {
  const isComing = coming.some(({ digest }) => digest === one.digest);
  if (one.record || isComing) return { one, known: [one], isKept: true, listings: 0, reads: 0 };
  const known: Candidate[] = [];
  let [listings, reads] = [0, 0];
  for await (const look of likelyRecords(one, candidates, { coming, logged })) {
    known.push(...look.known);
    listings += look.listings;
    reads += look.known.length;
    if (hasAll(known, one)) return { one, known, isKept: true, listings, reads };
  }
  return { one, known, isKept: false, listings, reads };
}

/** Under the set's tag, as what the log says is there, under its digest; in the end anywhere. */
async function* likelyRecords(
  { buildTag, digest }: Candidate,
  candidates: Candidates,
  { coming, logged }: Required<Hints>,
): AsyncGenerator<{ readonly known: readonly Candidate[]; readonly listings: number }> {
  if (buildTag !== undefined) {
    const alike = coming.filter((other) => other.buildTag === buildTag);
    yield { known: [...(await candidates.ofTag(buildTag)), ...alike], listings: 0 };
  }
  for (const named of new Set([...logged, digest])) yield { known: await candidates.named(named), listings: 1 };
  yield { known: [...(await candidates.readAll()), ...coming], listings: 0 };
}

/** A file's name counts too: a set has it under this one. */
function hasAll(known: readonly Candidate[], { set }: Candidate): boolean {
  const kept = new Set(known.flatMap((one) => one.set.entries.map(({ name, sha256 }) => `${sha256} ${name}`)));
  return set.entries.every(({ name, sha256 }) => kept.has(`${sha256} ${name}`));
}
