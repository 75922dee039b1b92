import type { SetEntry } from '../build-set.ts';
import { formatVersion, type RepositoryRef } from '../coordinates.ts';
import type { VersionStatus } from '../ports/registry.ts';
import { shortDigest } from '../set-digest.ts';
import { shownNames } from '../shown-name.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { isInSource, type Source } from './in-source.ts';
import { searchRecords } from './not-on-record.ts';
import { holdsAll } from './observe.ts';
import { type Refusal, refuse, wrongStatus } from './refusal.ts';

/** What the source's repository and the records tell of it. */
export interface SourceView {
  readonly source: Source;
  readonly repository: RepositoryRef;
  /** The version's there; absent where it holds none. */
  readonly status: VersionStatus | undefined;
  readonly candidates: Candidates;
}

/**
 * Why a set may not be promoted from its source; undefined where it may. The records are asked only when it does not hold
 * the set.
 */
export async function checkSource(candidate: Candidate, view: SourceView): Promise<Refusal | undefined> {
  const { repository, source, status } = view;
  const { set } = candidate;
  if (status !== undefined && status !== 'Published') return wrongStatus('source-status', set.ref, status, repository);
  if (await isInSource(candidate, source)) return undefined;
  const from = repository.repository;
  const held = new Map(source.held.map(({ name, sha256 }) => [name, sha256]));
  const others = set.entries.filter(({ name, sha256 }) => held.has(name) && held.get(name) !== sha256);
  const next = await wayOut(candidate, view);
  if (others.length === 0) {
    const absent = set.entries.filter(({ name }) => !held.has(name));
    return refuse('not-in-source', `${from} does not hold ${shownNames(absent, source.format)}.`, next);
  }
  const builds = await buildsWith(others, view);
  if (builds.length > 0) {
    const message = `${from} holds ${builds.join(' and ')} of ${formatVersion(set.ref)}, not ${nameOf(candidate)}.`;
    return refuse('not-in-source', message, next);
  }
  const message = `${from} holds ${shownNames(others, source.format)} with bytes of no known build.`;
  return refuse('source-drift', message, `Find out who published them. ${next}`);
}

/** The builds on record that the source holds under these names; empty where it holds others there as well. */
async function buildsWith(others: readonly SetEntry[], { candidates }: SourceView): Promise<string[]> {
  const names = new Set(others.map(({ name }) => name));
  const there = candidates.derived.filter(({ set }) => set.entries.some(({ name }) => names.has(name)));
  const searches = await Promise.all(there.map((one) => searchRecords(one, candidates, {})));
  if (searches.some(({ isKept }) => !isKept)) return [];
  const whole = searches.flatMap(({ known, one }) => known.filter(({ set }) => holdsAll(set.entries, one.set.entries)));
  const partly = searches.flatMap(({ known, one }) =>
    known.filter(({ set }) => set.entries.some((entry) => names.has(entry.name) && holdsAll(one.set.entries, [entry]))),
  );
  return [...new Set((whole.length > 0 ? whole : partly).map(nameOf))];
}

function nameOf({ buildTag, digest }: Pick<Candidate, 'buildTag' | 'digest'>): string {
  return buildTag === undefined ? `set ${shortDigest(digest)}` : `build ${buildTag}`;
}

/** Where the set can be promoted from. */
async function wayOut(candidate: Candidate, { repository, source }: SourceView): Promise<string> {
  const { format, home, isOrdered, notes } = source;
  if (isOrdered === true) {
    return `${repository.repository} takes builds by promotion only: promote it there first.`;
  }
  if (format.builds === 'side-by-side') {
    return 'Promote it from a repository that holds the whole of it: `sets` shows which do.';
  }
  const attached = (await notes.of(home, candidate)).find((note) => note.repository !== undefined);
  return attached?.repository === undefined
    ? 'Promote it from a repository that holds it (`sets` shows which do), or `activate` it first.'
    : `It was attached to ${attached.repository}: promote it from there (--from ${attached.repository}).`;
}
