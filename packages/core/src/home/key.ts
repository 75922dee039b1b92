import { type BuildTag, isBuildTag, parseBuildTag } from '../build-tag.ts';
import { type SetDigest, shortDigest } from '../set-digest.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type Format, type PackageRef, packageOf, type VersionRef } from '../coordinates.ts';
import { sha256Of } from '../sha256.ts';

/** The longest key: a package name of CodeArtifact has 255 characters, of which a note's needs 14. */
const MAX_KEY_LENGTH = 240;

export type NoteKind = 'attached' | 'verdict' | 'approval';

/**
 * The name under which the home keeps a package: namespace and name joined by `~1`, with `~` inside them written `~0`;
 * `~h` and a SHA-256 where that is too long. Different packages of one format have different keys.
 */
export function packageKey(pkg: PackageRef): string {
  const parts = pkg.namespace === undefined ? [pkg.name] : [pkg.namespace, pkg.name];
  const key = parts.map((part) => part.replaceAll('~', '~0')).join('~1');
  return key.length <= MAX_KEY_LENGTH ? key : `~h${sha256Of(canonicalJson({ ...packageOf(pkg) }))}`;
}

/** The package that a key stands for; undefined for one that was too long, or that is none of ours. */
export function parsePackageKey(key: string, format: Format): PackageRef | undefined {
  const parts = key.split('~1').map((part) => part.replaceAll('~0', '~'));
  const [first = '', second, ...rest] = parts;
  const pkg = second === undefined ? { format, name: first } : { format, namespace: first, name: second };
  return rest.length === 0 && packageKey(pkg) === key ? pkg : undefined;
}

/** The generic package that holds the records of a package's sets. */
export function recordPackage(pkg: PackageRef): PackageRef {
  return { format: 'generic', namespace: `buildset.set.${pkg.format}`, name: packageKey(pkg) };
}

/** The generic package that holds the notes of one kind about one set, by its digest or at least its first twelve digits. */
export function notePackage(kind: NoteKind, pkg: PackageRef, digest: string): PackageRef {
  const name = `${packageKey(pkg)}~2${shortDigest(digest)}`;
  return { format: 'generic', namespace: `buildset.${kind}.${pkg.format}`, name };
}

/** The generic package that holds a package's log. */
export function logPackage(pkg: PackageRef): PackageRef {
  return { format: 'generic', namespace: `buildset.log.${pkg.format}`, name: packageKey(pkg) };
}

/** What a record's version says: which version, which build, and for adopted or untagged sets which digest. */
export interface RecordName {
  readonly version: string;
  readonly buildTag?: BuildTag;
  /** The first twelve digits of the set digest. */
  readonly digest12?: string;
}

/** The version of the record of a set that was attached under a build tag, or under none. */
export function attachedRecord(ref: VersionRef, tag: BuildTag | undefined, digest: SetDigest): string {
  return tag === undefined ? adoptedRecord(ref, undefined, digest) : openRecord(ref, tag);
}

/** The version of the record of a build whose digest is not known yet. */
export function openRecord(ref: VersionRef, tag: BuildTag): string {
  return `${ref.version}+${tag}`;
}

/** The version of the record of a set that was derived from a listing: another listing makes another record. */
export function adoptedRecord(ref: VersionRef, tag: BuildTag | undefined, digest: SetDigest): string {
  return `${ref.version}+${tag ?? '0'}~${shortDigest(digest)}`;
}

/** Reads a record's version; undefined when it is none of ours. */
export function parseRecordName(text: string): RecordName | undefined {
  const plus = text.lastIndexOf('+');
  if (plus <= 0) return undefined;
  const version = text.slice(0, plus);
  const [tag = '', digest12, ...rest] = text.slice(plus + 1).split('~');
  if (rest.length > 0 || !isBuildTag(tag)) return undefined;
  if (digest12 === undefined) return { version, buildTag: parseBuildTag(tag) };
  if (!/^[0-9a-f]{12}$/.test(digest12)) return undefined;
  return tag === '0' ? { version, digest12 } : { version, buildTag: parseBuildTag(tag), digest12 };
}
