import * as v from 'valibot';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import { setDigestSchema, versionRefSchema } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';
import { sha256Of } from '../sha256.ts';
import { type NoteKind, notePackage } from './key.ts';
import { listAllVersions } from './paging.ts';
import { publishOnce } from './publish-once.ts';
import { readStored, storedSha256 } from './stored.ts';

/** The one asset of a note's version. */
export const NOTE_ASSET = 'note.json';

/** Which notes are meant: of one kind, about one set. */
export interface NotePlace {
  readonly kind: NoteKind;
  readonly ref: VersionRef;
  readonly digest: SetDigest;
}

/** A note as its name tells it. The parts before the last are the kind's own; the last is the note's SHA-256. */
export interface NoteName {
  readonly noteVersion: string;
  readonly parts: readonly string[];
}

/** What every note says of its subject. */
export const noteSubject = {
  schemaVersion: v.literal(1),
  digest: setDigestSchema,
  ...versionRefSchema.entries,
};

/** The notes at a place, newest first by the service's time; twelve digits of the digest will do. One listing; nothing is fetched. */
export async function listNotes(
  home: RepositoryReader,
  { kind, ref, digest }: Omit<NotePlace, 'digest'> & { readonly digest: string },
): Promise<NoteName[]> {
  const versions = await listAllVersions(home, notePackage(kind, ref, digest), {
    newestFirst: true,
    status: 'Published',
  });
  return versions.map(({ version }) => ({ noteVersion: version, parts: version.split('~').slice(0, -1) }));
}

/** When a note was written, by the service's time, in milliseconds since the epoch; 0 when it is gone. */
export async function noteTime(
  home: RepositoryReader,
  { kind, ref, digest }: NotePlace,
  { noteVersion }: Pick<NoteName, 'noteVersion'>,
): Promise<number> {
  const found = await home.describeVersion(versionOf(notePackage(kind, ref, digest), noteVersion));
  return found?.publishedAt?.getTime() ?? 0;
}

/** Reads a note. Throws `invalid-note` when it is not one of its kind about its set. */
export async function readNote<Note extends { readonly digest: string; readonly version: string }>(
  home: RepositoryReader,
  { kind, ref, digest }: NotePlace,
  noteVersion: string,
  schema: v.GenericSchema<unknown, Note>,
): Promise<Note> {
  const place = versionOf(notePackage(kind, ref, digest), noteVersion);
  const parse = (text: string): Note => {
    const isWhole = sha256Of(text).startsWith(noteVersion.slice(noteVersion.lastIndexOf('~') + 1));
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    if (parsed.success && isWhole && parsed.output.digest === digest && parsed.output.version === ref.version) {
      return parsed.output;
    }
    throw new CodedError('invalid-note', `The note ${place.name} ${noteVersion} is no ${kind} note about ${digest}.`, {
      side: 'home',
    });
  };
  return (await readStored(home, place, NOTE_ASSET, parse)) ?? parse('');
}

/** Writes a note whose name begins with `parts`. The same note again is no change. */
export async function writeNote(
  home: RepositoryWriter,
  { kind, ref, digest }: NotePlace,
  parts: readonly string[],
  content: Readonly<Record<string, Json | undefined>>,
): Promise<void> {
  const { format, namespace, name, version } = ref;
  const text = canonicalJson({ schemaVersion: 1, kind, digest, format, namespace, name, version, ...content });
  const noteVersion = [...parts, sha256Of(text).slice(0, 12)].join('~');
  const place = versionOf(notePackage(kind, ref, digest), noteVersion);
  if (await publishOnce(home, place, NOTE_ASSET, text)) return;
  if ((await storedSha256(home, place, NOTE_ASSET)) === sha256Of(text)) return; // what was read back was changed on the way
  throw new CodedError('invalid-note', `The note ${place.name} ${noteVersion} exists with another content.`, {
    side: 'home',
  });
}
