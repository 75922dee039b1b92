import * as v from 'valibot';
import { type BuildTag, parseBuildTag } from '../build-tag.ts';
import type { Json } from '../canonical-json.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import type { FormField, RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import type { SetDigest } from '../set-digest.ts';
import { listNotes, noteSubject, readNote, writeNote } from './notes.ts';

const provenanceSchema = v.strictObject({
  commit: v.optional(v.string()),
  branch: v.optional(v.string()),
  /** The CI service, its run and the run's address. */
  ci: v.optional(v.string()),
  run: v.optional(v.string()),
  url: v.optional(v.string()),
});

/** The schema of what is stored; shipped as a JSON Schema. */
export const noteSchema = v.strictObject({
  ...noteSubject,
  kind: v.literal('attached'),
  /** As spelled by the build; the canonical tag is in the note's name. */
  build: v.optional(v.string()),
  repository: v.optional(v.string()),
  provenance: provenanceSchema,
  workItems: v.array(v.string()),
  assets: v.array(v.strictObject({ name: v.string(), fields: v.array(v.tuple([v.string(), v.string()])) })),
});

/** Where a build came from: what CI knows. */
export type Provenance = { readonly [Key in keyof v.InferOutput<typeof provenanceSchema>]: string };

/** An immutable statement that a set is a build: its tag, where it was uploaded, where it came from, and why. */
export interface AttachedNote {
  readonly digest: SetDigest;
  readonly ref: VersionRef;
  /** The build tag as spelled. */
  readonly build?: string;
  /** The repository it was uploaded to, by name. */
  readonly repository?: string;
  readonly provenance: Provenance;
  /** Sorted, without duplicates. */
  readonly workItems: readonly string[];
  /** pypi: the upload form's fields of each asset, so that promoting need not read the files. */
  readonly assets: readonly { readonly name: string; readonly fields: readonly FormField[] }[];
}

/** What a note's name says, without fetching it. */
export interface AttachedNoteName {
  readonly noteVersion: string;
  readonly buildTag?: BuildTag;
  readonly repository?: string;
}

/** The attached notes about a set, by its digest or at least its first twelve digits, newest first. One listing. */
export async function listAttachedNotes(
  home: RepositoryReader,
  ref: VersionRef,
  digest: string,
): Promise<AttachedNoteName[]> {
  const notes = await listNotes(home, { kind: 'attached', ref, digest });
  return notes.flatMap(({ noteVersion, parts }) => {
    const [tag = '0', repository = '', ...rest] = parts;
    if (rest.length > 0) return [];
    return {
      noteVersion,
      ...(tag === '0' ? {} : { buildTag: parseBuildTag(tag) }),
      ...(repository === '' ? {} : { repository }),
    };
  });
}

/** Reads a note. Throws `invalid-note` when it is about another set than its place says. */
export async function readAttachedNote(
  home: RepositoryReader,
  ref: VersionRef,
  digest: SetDigest,
  noteVersion: string,
): Promise<AttachedNote> {
  const note = await readNote(home, { kind: 'attached', ref, digest }, noteVersion, noteSchema);
  const { build, repository, provenance, workItems, assets } = note;
  return {
    digest,
    ref: versionOf(ref, ref.version),
    ...(build === undefined ? {} : { build }),
    ...(repository === undefined ? {} : { repository }),
    provenance: Object.fromEntries(Object.entries(provenance).filter(([, value]) => value !== undefined)) as Provenance,
    workItems,
    assets,
  };
}

/** The upload form's fields of each asset, as the newest note has them; what only an older one has is kept behind. */
export function notedFields(newestFirst: readonly AttachedNote[]): ReadonlyMap<string, readonly FormField[]> {
  const noted = new Map<string, readonly FormField[]>();
  for (const { fields, name } of newestFirst.flatMap(({ assets }) => assets)) {
    const newer = noted.get(name) ?? [];
    noted.set(name, [...newer, ...fields.filter(([key]) => !newer.some(([known]) => known === key))]);
  }
  return noted;
}

/**
 * Writes a note unless one of `noted` (default: those that are there) is about the same build, repository and commit and
 * names these work items and fields already. True when it was written.
 */
export async function attachNote(
  home: RepositoryWriter,
  note: AttachedNote,
  noted?: readonly AttachedNoteName[],
): Promise<boolean> {
  const { assets, build, digest, provenance, ref, repository = '', workItems } = note;
  const tag = build === undefined ? '0' : parseBuildTag(build);
  for (const { noteVersion } of noted ?? (await listAttachedNotes(home, ref, digest))) {
    if (!noteVersion.startsWith(`${tag}~${repository}~`)) continue;
    if (says(await readAttachedNote(home, ref, digest, noteVersion), note)) return false;
  }
  await writeNote(home, { kind: 'attached', ref, digest }, [tag, repository], {
    build,
    repository: note.repository,
    provenance: { ...provenance },
    workItems: [...new Set(workItems)].sort(),
    assets: assets.map(({ name, fields }): Json => ({ name, fields: fields.map(([key, value]) => [key, value]) })),
  });
  return true;
}

function says(present: AttachedNote, wanted: AttachedNote): boolean {
  return (
    present.provenance.commit === wanted.provenance.commit &&
    wanted.workItems.every((item) => present.workItems.includes(item)) &&
    wanted.assets.every(({ fields, name }) => {
      const held = present.assets.find((asset) => asset.name === name)?.fields ?? [];
      return fields.every(([key, value]) => held.some((field) => field[0] === key && field[1] === value));
    })
  );
}
