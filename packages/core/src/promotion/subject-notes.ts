import type { RepositoryReader } from '../ports/registry.ts';
import {
  type AttachedNote,
  type AttachedNoteName,
  listAttachedNotes,
  readAttachedNote,
} from '../home/attached-note.ts';
import type { Log } from '../log/log.ts';
import { placeKey } from '../log/state.ts';
import { repositoryArn } from '../schema.ts';
import type { Candidate } from './candidates.ts';

/** An attached note, which set it is about, and the home that has it. */
export interface SubjectNote {
  readonly subject: Candidate;
  readonly note: AttachedNoteName;
  readonly home: RepositoryReader;
}

/** The lists of attached notes that a look needs, each asked for once. */
export class NoteLists {
  readonly #known = new Map<string, Promise<readonly AttachedNoteName[]>>();

  /** The notes about a set in a home, newest first. */
  of(home: RepositoryReader, { digest, set }: Pick<Candidate, 'digest' | 'set'>): Promise<readonly AttachedNoteName[]> {
    const key = `${repositoryArn(home.repository)} ${digest}`;
    const list = this.#known.get(key) ?? listAttachedNotes(home, set.ref, digest);
    this.#known.set(key, list);
    return list;
  }
}

/** The attached notes about sets, newest first in each home; one that several homes have is one. */
export async function notesOf(
  subjects: readonly Candidate[],
  homes: readonly RepositoryReader[],
  lists: NoteLists,
): Promise<SubjectNote[]> {
  const listed = homes.flatMap((home) =>
    subjects.map(async (subject) => (await lists.of(home, subject)).map((note) => ({ subject, note, home }))),
  );
  const notes = new Map<string, SubjectNote>();
  for (const one of (await Promise.all(listed)).flat()) {
    const key = `${one.subject.digest} ${one.note.noteVersion}`;
    if (!notes.has(key)) notes.set(key, one);
  }
  return [...notes.values()];
}

/** Reads them: upload fields and work items. One fetch each. */
export async function readNotes(notes: readonly SubjectNote[]): Promise<AttachedNote[]> {
  return await Promise.all(
    notes.map(({ home, note, subject }) => readAttachedNote(home, subject.set.ref, subject.digest, note.noteVersion)),
  );
}

/**
 * The work items with which sets were promoted to a place, by its log as it was read: for where no note tells them, since
 * the notes stay in the home of the domain that a build comes from. A fetch an event that was not read before.
 */
export async function workItemsLogged(subjects: readonly Candidate[], arn: string, log: Log): Promise<string[]> {
  const { places } = log.state;
  const events = subjects.flatMap(
    ({ digest, set }) => places[placeKey(arn, set.ref.version)]?.sets[digest]?.event ?? [],
  );
  const bodies = await Promise.all(events.map(async (number) => (await log.event(number)).event.body));
  return bodies.flatMap((body) => (body.type === 'operation.completed' ? body.workItems : []));
}
