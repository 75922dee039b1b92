import * as v from 'valibot';
import { type BuildTag, parseBuildTag } from '../build-tag.ts';
import type { SetDigest } from '../set-digest.ts';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import type { FormField, RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import { setDigestSchema, versionRefSchema } from '../schema.ts';
import { sha256Of } from '../sha256.ts';
import { notePackage } from './key.ts';
import { listAllVersions } from './paging.ts';
import { publishOnce, readText } from './publish-once.ts';

const NOTE_ASSET = 'note.json';

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
  schemaVersion: v.literal(1),
  kind: v.literal('attached'),
  digest: setDigestSchema,
  ...versionRefSchema.entries,
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

/** The attached notes about a set, newest first. One listing. */
export async function listAttachedNotes(
  home: RepositoryReader,
  ref: VersionRef,
  digest: SetDigest,
): Promise<AttachedNoteName[]> {
  const versions = await listAllVersions(home, notePackage('attached', ref, digest), { newestFirst: true });
  return versions.flatMap(({ version }) => {
    const [tag = '0', repository = '', ...rest] = version.split('~');
    if (rest.length !== 1) return [];
    return {
      noteVersion: version,
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
  const place = versionOf(notePackage('attached', ref, digest), noteVersion);
  const text = (await readText(home, place, NOTE_ASSET)) ?? '';
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), noteSchema), text);
  if (!parsed.success || parsed.output.digest !== digest || parsed.output.version !== ref.version) {
    throw new CodedError('invalid-note', `The note ${place.name} ${noteVersion} is not about ${digest}.`, {
      side: 'home',
    });
  }
  const { build, repository, provenance, workItems, assets } = parsed.output;
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

/**
 * Writes a note unless one about the same build, repository and commit names these work items already.
 * True when it was written.
 */
export async function attachNote(home: RepositoryWriter, note: AttachedNote): Promise<boolean> {
  const tag = note.build === undefined ? '0' : parseBuildTag(note.build);
  for (const { noteVersion } of await listAttachedNotes(home, note.ref, note.digest)) {
    if (!noteVersion.startsWith(`${tag}~${note.repository ?? ''}~`)) continue;
    if (says(await readAttachedNote(home, note.ref, note.digest, noteVersion), note)) return false;
  }
  const text = serialize(note);
  const noteVersion = `${tag}~${note.repository ?? ''}~${sha256Of(text).slice(0, 12)}`;
  const place = versionOf(notePackage('attached', note.ref, note.digest), noteVersion);
  if (await publishOnce(home, place, NOTE_ASSET, text)) return true;
  throw new CodedError('invalid-note', `The note ${place.name} ${noteVersion} exists with another content.`, {
    side: 'home',
  });
}

function says(present: AttachedNote, wanted: AttachedNote): boolean {
  return (
    present.provenance.commit === wanted.provenance.commit &&
    wanted.workItems.every((item) => present.workItems.includes(item))
  );
}

function serialize({ digest, ref, build, repository, provenance, workItems, assets }: AttachedNote): string {
  const { format, namespace, name, version } = ref;
  return canonicalJson({
    schemaVersion: 1,
    kind: 'attached',
    digest,
    format,
    namespace,
    name,
    version,
    build,
    repository,
    provenance: { ...provenance },
    workItems: [...new Set(workItems)].sort(),
    assets: assets.map((asset): Json => ({
      name: asset.name,
      fields: asset.fields.map(([key, value]) => [key, value]),
    })),
  });
}
