import type { BuildTag } from '../build-tag.ts';
import { type BuildSet, MARKER, parseMarker, setDigest } from '../build-set.ts';
import type { SetDigest } from '../set-digest.ts';
import { CodedError } from '../coded-error.ts';
import { type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import type { AssetReader, VersionReader } from '../ports/registry.ts';
import { parseRecordName, recordPackage } from './key.ts';
import { listAllVersions } from './paging.ts';
import { readStored } from './stored.ts';

/** A record as the listing of the home shows it. */
export interface RecordSummary {
  /** Where it is in the home. */
  readonly record: VersionRef;
  /** The version of the package that it is about. */
  readonly version: string;
  readonly buildTag?: BuildTag;
  /** Present for adopted and for untagged sets: the first twelve digits of the set digest. */
  readonly digest12?: string;
  /** `open` until it is sealed; no reader takes an open one for a set. */
  readonly state: 'sealed' | 'open';
}

/** A sealed record that was read and checked. */
export interface SealedRecord extends RecordSummary {
  readonly set: BuildSet;
  readonly digest: SetDigest;
}

type HomeReader = VersionReader & AssetReader;

/** The records of a package, of one version or of all, in no order. */
export async function listRecords(home: HomeReader, pkg: PackageRef, version?: string): Promise<RecordSummary[]> {
  const key = recordPackage(pkg);
  const records: RecordSummary[] = [];
  for (const { version: recordVersion, status } of await listAllVersions(home, key)) {
    const name = parseRecordName(recordVersion);
    if (!name || (version !== undefined && name.version !== version)) continue;
    if (status !== 'Published' && status !== 'Unfinished') continue;
    records.push({ record: versionOf(key, recordVersion), ...name, state: status === 'Published' ? 'sealed' : 'open' });
  }
  return records;
}

/** Reads a sealed record. Throws `invalid-marker` when it is not about what its place says. */
export async function readRecord(home: HomeReader, pkg: PackageRef, summary: RecordSummary): Promise<SealedRecord> {
  const set = await readStored(home, summary.record, MARKER, parseMarker);
  if (!set) {
    throw new CodedError('invalid-marker', `The record ${summary.record.version} has no marker.`, { side: 'home' });
  }
  const digest = setDigest(set);
  const { ref } = set;
  const isExpected =
    ref.format === pkg.format &&
    ref.namespace === pkg.namespace &&
    ref.name === pkg.name &&
    ref.version === summary.version &&
    (summary.digest12 === undefined || digest.startsWith(`sha256:${summary.digest12}`));
  if (isExpected) return { ...summary, set, digest };
  throw new CodedError('invalid-marker', `The record ${summary.record.version} describes another set than its name.`, {
    side: 'home',
  });
}
