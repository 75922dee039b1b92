import * as v from 'valibot';
import { canonicalJson, type Json } from './canonical-json.ts';
import { CodedError } from './coded-error.ts';
import { formatVersion, type VersionRef, versionOf } from './coordinates.ts';
import type { SetDigest } from './set-digest.ts';
import { type Sha256, sha256Of } from './sha256.ts';
import { problemsOf, sha256Schema, versionRefSchema } from './schema.ts';

/** One file of a build. */
export interface SetEntry {
  /** The asset's name in the registry. */
  readonly name: string;
  /** generic: the path in the tree, where it differs from the name. */
  readonly path?: string;
  /** generic: the permission bits, where they matter. */
  readonly mode?: number;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
}

/** The complete, immutable list of a build's assets. Entries are sorted by the UTF-8 bytes of their names. */
export interface BuildSet {
  readonly ref: VersionRef;
  readonly entries: readonly SetEntry[];
}

/** The marker asset that makes a record of a version in the home, and holds exactly the input of the set digest. */
export const MARKER = '~set.json';

/** Whether an asset of a record is the home's own, and no part of the set: no encoded asset name begins so. */
export function isHomeAsset(name: string): boolean {
  return name.startsWith('~s');
}

/** The major version of the marker's schema. */
const SCHEMA_VERSION = 1;

/** The schema of what is stored; shipped as a JSON Schema. */
export const markerSchema = v.strictObject({
  schemaVersion: v.number(),
  ...versionRefSchema.entries,
  entries: v.array(
    v.strictObject({
      name: v.string(),
      path: v.optional(v.string()),
      mode: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      size: v.pipe(v.number(), v.integer(), v.minValue(0)),
      sha256: sha256Schema,
    }),
  ),
});

/**
 * A set of these assets: NFC, sorted, complete. Throws `empty-set` or `duplicate-asset`; the order given does not
 * matter, and what else an asset carries is dropped.
 */
export function createBuildSet(ref: VersionRef, assets: readonly SetEntry[]): BuildSet {
  if (assets.length === 0) {
    throw new CodedError('empty-set', `A build set of ${formatVersion(ref)} needs at least one asset.`);
  }
  const entries = assets.map(toEntry).sort((a, b) => compareUtf8(a.name, b.name));
  entries.forEach((entry, index) => {
    if (index > 0 && entries[index - 1]?.name === entry.name) {
      throw new CodedError('duplicate-asset', `${formatVersion(ref)} names the asset ${entry.name} twice.`);
    }
  });
  return { ref: versionOf(ref, ref.version), entries };
}

/** The digest of a set: the same for the same files of the same version, whatever the build is called. */
export function setDigest(set: BuildSet): SetDigest {
  return `sha256:${sha256Of(serializeSet(set))}` as SetDigest;
}

/** The content of the marker: canonical JSON, exactly what the digest is taken of. */
export function serializeSet(set: BuildSet): string {
  const { format, namespace, name, version } = set.ref;
  const entries = set.entries.map((entry): Json => ({ ...entry }));
  return canonicalJson({ schemaVersion: SCHEMA_VERSION, format, namespace, name, version, entries });
}

/** Reads a marker. Throws `invalid-marker` unless it is a marker of this schema, canonical to the byte. */
export function parseMarker(text: string): BuildSet {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), markerSchema), text);
  if (!parsed.success)
    throw new CodedError('invalid-marker', `A set's marker is not valid: ${problemsOf(parsed.issues)}`);
  const { schemaVersion, format, namespace, name, version, entries } = parsed.output;
  if (schemaVersion !== SCHEMA_VERSION) {
    throw new CodedError('unknown-schema', `A set's marker has schema version ${schemaVersion}.`, {
      next: 'It was written by a newer release of buildset; update this one.',
    });
  }
  const ref: VersionRef = { format, ...(namespace === undefined ? {} : { namespace }), name, version };
  const set = createBuildSet(ref, entries.map(withoutUndefined));
  if (serializeSet(set) !== text) throw new CodedError('invalid-marker', "A set's marker is not in canonical form.");
  return set;
}

/** Orders strings by their UTF-8 bytes. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function toEntry({ name, path, mode, size, sha256 }: SetEntry): SetEntry {
  return {
    name: name.normalize('NFC'),
    ...(path === undefined ? {} : { path: path.normalize('NFC') }),
    ...(mode === undefined ? {} : { mode }),
    size,
    sha256,
  };
}

function withoutUndefined(entry: {
  name: string;
  path?: string | undefined;
  mode?: number | undefined;
  size: number;
  sha256: Sha256;
}): SetEntry {
  const { path, mode, ...rest } = entry;
  return { ...rest, ...(path === undefined ? {} : { path }), ...(mode === undefined ? {} : { mode }) };
}
