import type { SetEntry } from '../build-set.ts';
import { notedFields } from '../home/attached-note.ts';
import type { FormField } from '../ports/registry.ts';
import type { Candidate } from './candidates.ts';
import { contentFrom, recordPlaces, type SetContent } from './content.ts';
import type { Objection, PromotionPorts, PromotionRequest } from './request.ts';
import { retrying } from './retry.ts';
import { readNotes, type SubjectNote } from './subject-notes.ts';

/** What `ports.check` has against a set. What the notes do not tell is read from its files. */
export async function objectionTo(
  candidate: Candidate,
  notes: readonly SubjectNote[],
  request: PromotionRequest,
  ports: PromotionPorts,
): Promise<Objection | undefined> {
  if (!ports.check) return undefined;
  const own = notes.filter(({ subject }) => subject.digest === candidate.digest);
  const noted = notedFields(await readNotes(own));
  const fieldsOf = async (entry: SetEntry): Promise<readonly FormField[]> =>
    noted.get(entry.name) ?? (await readFields(entry, candidate, request, ports));
  const open = async (entry: SetEntry) => await contentOf(candidate, request, ports).open(entry);
  return await ports.check({ set: candidate.set, fieldsOf, open });
}

function contentOf(candidate: Candidate, { from }: PromotionRequest, { home, source }: PromotionPorts): SetContent {
  const { ref } = candidate.set;
  const places = [
    ...recordPlaces(candidate, home.records),
    { repository: source.reader(from), ref, holds: candidate.set.entries },
  ];
  return contentFrom(ref, places, home.records);
}

async function readFields(
  entry: SetEntry,
  candidate: Candidate,
  request: PromotionRequest,
  ports: PromotionPorts,
): Promise<readonly FormField[]> {
  const { format, home, spool } = ports;
  const content = contentOf(candidate, request, ports);
  const file = await retrying(home.timer, async () => spool.spool(entry, await content.open(entry)));
  try {
    return (await format.inspect(file)).fields ?? [];
  } finally {
    await file.dispose();
  }
}
