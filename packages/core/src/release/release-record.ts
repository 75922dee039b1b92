import * as v from 'valibot';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { formatPackage, formatVersion, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { listAllPackages } from '../home/paging.ts';
import { publishOnce } from '../home/publish-once.ts';
import { readStored } from '../home/stored.ts';
import type { RepositoryReader } from '../ports/registry.ts';
import { setDigestSchema, versionRefSchema } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';

const NAMESPACE = 'buildset.release';
const RELEASE_ASSET = 'release.json';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** The schema of what is stored; shipped as a JSON Schema. */
export const releaseSchema = v.strictObject({
  schemaVersion: v.literal(1),
  kind: v.literal('release'),
  release: v.pipe(v.string(), v.regex(NAME)),
  /** In the order in which they are promoted. */
  sets: v.pipe(
    v.array(v.strictObject({ ...versionRefSchema.entries, digest: setDigestSchema, builds: v.array(v.string()) })),
    v.minLength(1),
  ),
  comment: v.optional(v.string()),
  by: v.optional(v.string()),
  principal: v.optional(v.string()),
});

/** A set that belongs to a release. */
export interface ReleasedSet {
  readonly ref: VersionRef;
  readonly digest: SetDigest;
  /** The tags under which it was known when the release was made, for people. */
  readonly builds: readonly string[];
}

/** Sets of several packages, of any formats, that go together. Never changes. */
export interface Release {
  readonly name: string;
  /** In the order in which they are promoted; no version of a package twice. */
  readonly sets: readonly ReleasedSet[];
  readonly comment?: string;
  /** Who made it. */
  readonly by?: string;
  /** Whose credentials made it, as AWS knows them. */
  readonly principal?: string;
}

/**
 * Keeps a release in the home. The same name with the same sets in the same order again is no change. Throws
 * `invalid-release-name`, `duplicate-set`, and `release-exists` where the name stands for other sets.
 */
export async function createRelease(release: Release, home: Home): Promise<'created' | 'already-there'> {
  const { by, comment, name, principal, sets } = release;
  requireName(name);
  requireDistinct(sets.map(({ ref }) => ref));
  const present = await readRelease(name, home.records);
  if (present) return requireSame(present, release);
  const said = { comment, by, principal };
  const text = canonicalJson({ schemaVersion: 1, kind: 'release', release: name, sets: sets.map(toJson), ...said });
  if (await publishOnce(home.records, placeOf(name), RELEASE_ASSET, text)) return 'created';
  return requireSame(await requireRelease(name, home.records), release);
}

/** A release by its name, or undefined. One fetch. Throws `invalid-note` when what stands there is none. */
export async function readRelease(name: string, home: RepositoryReader): Promise<Release | undefined> {
  requireName(name);
  return await readStored(home, placeOf(name), RELEASE_ASSET, (text) => parseRelease(text, name));
}

function parseRelease(text: string, name: string): Release {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), releaseSchema), text);
  if (!parsed.success || parsed.output.release !== name) {
    throw new CodedError('invalid-note', `The release ${name} is not valid.`, {
      side: 'home',
    });
  }
  const { by, comment, principal, sets } = parsed.output;
  return {
    name,
    sets: sets.map(({ builds, digest, format, name: of, namespace, version }) => {
      const ref = { format, ...(namespace === undefined ? {} : { namespace }), name: of, version };
      return { ref, digest, builds };
    }),
    ...(comment === undefined ? {} : { comment }),
    ...(by === undefined ? {} : { by }),
    ...(principal === undefined ? {} : { principal }),
  };
}

/** As `readRelease`; throws `no-such-release`. */
export async function requireRelease(name: string, home: RepositoryReader): Promise<Release> {
  const release = await readRelease(name, home);
  if (release) return release;
  throw new CodedError('no-such-release', `There is no release ${name}.`, {
    side: 'home',
    next: '`release list` names what there is; `release create` makes one.',
  });
}

/** The names of all releases, sorted. One listing for each thousand. */
export async function listReleases(home: RepositoryReader): Promise<string[]> {
  const packages = await listAllPackages(home, { format: 'generic', namespace: NAMESPACE });
  return packages.map(({ name }) => name).sort();
}

/** Throws `duplicate-set` when a version is named twice: a repository holds one content of a version. */
export function requireDistinct(refs: readonly VersionRef[]): void {
  const seen = new Set<string>();
  for (const ref of refs) {
    const key = canonicalJson({ format: ref.format, package: formatPackage(ref), version: ref.version });
    if (seen.has(key)) {
      throw new CodedError('duplicate-set', `${formatVersion(ref)} is named twice.`, {
        next: 'Name one build of it.',
      });
    }
    seen.add(key);
  }
}

function requireSame(present: Release, wanted: Release): 'already-there' {
  const setsOf = ({ sets }: Release): string => canonicalJson(sets.map(({ digest }) => digest));
  if (setsOf(present) === setsOf(wanted)) return 'already-there';
  throw new CodedError('release-exists', `The release ${wanted.name} stands for other sets already.`, {
    side: 'home',
    next: `A release never changes: choose another name. \`release show ${wanted.name}\` shows what it holds.`,
  });
}

function requireName(name: string): void {
  if (NAME.test(name)) return;
  throw new CodedError('invalid-release-name', `"${name}" is no name of a release.`, {
    next: 'Use letters, digits, ".", "_" and "-", at most 100, beginning with a letter or a digit.',
  });
}

function placeOf(name: string): VersionRef {
  return { format: 'generic', namespace: NAMESPACE, name, version: '1' };
}

function toJson({ builds, digest, ref }: ReleasedSet): Json {
  const { format, name, namespace, version } = ref;
  return { format, namespace, name, version, digest, builds: [...builds] };
}
