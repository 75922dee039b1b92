import { type BuildTag, parseBuildTag } from '../build-tag.ts';
import { type BuildSet, createBuildSet, MARKER, parseMarker, setDigest, type SetEntry } from '../build-set.ts';
import type { SetDigest } from '../set-digest.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef, versionOf } from '../coordinates.ts';
import {
  type AttachedNote,
  type AttachedNoteName,
  attachNote,
  listAttachedNotes,
  type Provenance,
} from '../home/attached-note.ts';
import type { Home } from '../home/home.ts';
import { requireForBuilds } from '../home/own-repository.ts';
import { attachedRecord, recordPackage } from '../home/key.ts';
import { addToRecord, requireSealedAs, sealRecord } from '../home/seal.ts';
import { readStored } from '../home/stored.ts';
import { holdsAll } from '../promotion/observe.ts';
import { inParallel } from '../in-parallel.ts';
import type { Asset, FormField, RepositoryWriter, VersionStatus } from '../ports/registry.ts';
import type { PathOf } from '../shown-name.ts';
import { uploadFile } from './upload-file.ts';

/** One file of a build, ready to be sent. */
export interface BuildFile {
  /** With path and mode where the set keeps them. */
  readonly asset: SetEntry;
  /** pypi: the upload form's metadata fields. */
  readonly fields?: readonly FormField[];
  /** Opens the bytes from their beginning. */
  open(): Promise<AsyncIterable<Uint8Array>>;
}

export interface Build {
  readonly ref: VersionRef;
  /** As spelled; absent for files that name no build. */
  readonly build?: string;
  readonly files: readonly BuildFile[];
}

export interface AttachOptions {
  readonly provenance?: Provenance;
  readonly workItems?: readonly string[];
  /** How many files are sent at once. Default 4. */
  readonly concurrency?: number;
  /** For messages: how it calls what an asset's name stands for. */
  readonly format?: PathOf;
  readonly onEvent?: (event: AttachEvent) => void;
}

export type AttachEvent =
  | { readonly type: 'uploading' | 'uploaded' | 'already-there'; readonly asset: string; readonly size: number }
  | { readonly type: 'sent'; readonly asset: string; readonly bytes: number }
  | { readonly type: 'sealed'; readonly digest: SetDigest };

export interface AttachedBuild {
  readonly set: BuildSet;
  readonly digest: SetDigest;
  readonly buildTag?: BuildTag;
  /** `attached` when the record was sealed now, `already-attached` when it was before. */
  readonly outcome: 'attached' | 'already-attached';
  readonly assets: readonly { readonly name: string; readonly outcome: 'uploaded' | 'already-there' }[];
  /** How many assets the repository's version holds now; none where nothing was published. */
  readonly assetsHeld: number;
}

/**
 * Publishes a build's files to a repository, keeps them in a sealed record, and notes where they came from. The record
 * is sealed last, so that one that is sealed has everything where it belongs. Safe to run again: what is there stays,
 * and a finished build costs no write. Throws `build-exists`, `drift` or `open-set-differs` before the first byte is
 * sent when the tag or a file's name is taken by other bytes.
 */
export async function attachBuild(
  build: Build,
  repository: RepositoryWriter,
  home: Home,
  options: AttachOptions = {},
): Promise<AttachedBuild> {
  const { ref } = build;
  requireForBuilds(repository.repository, home);
  const set = createBuildSet(
    ref,
    build.files.map(({ asset }) => asset),
  );
  const digest = setDigest(set);
  const tag = build.build === undefined ? undefined : parseBuildTag(build.build);
  const record = versionOf(recordPackage(ref), attachedRecord(ref, tag, digest));
  const [described, held, notes] = await Promise.all([
    home.records.describeVersion(record),
    repository.listAssets(ref),
    listAttachedNotes(home.records, ref, digest),
  ]);
  const state = recordState(described?.status, record);
  if (state === 'sealed') await requireSealedAs(home.records, record, set);
  const there = presentFiles(build, held?.assets ?? [], repository);
  const alias = state === 'absent' && (await isKnownUnderAnotherTag(home, ref, digest, tag, notes));
  const kept = state === 'open' ? ((await home.records.listAssets(record))?.assets ?? []) : [];
  const concurrency = options.concurrency ?? 4;
  await inParallel(build.files, concurrency, async (file) => {
    const isKept =
      state === 'sealed' ||
      alias ||
      kept.some(({ name, sha256 }) => name === file.asset.name && sha256 === file.asset.sha256);
    const toRecord = isKept ? undefined : addToRecord(home.records, record, { asset: file.asset, open: file.open });
    const toRepository = there.has(file.asset.name) ? undefined : uploadFile(file, ref, repository, options.onEvent);
    if (!toRepository) options.onEvent?.({ type: 'already-there', asset: file.asset.name, size: file.asset.size });
    await settle([toRepository, toRecord]);
  });
  if (state !== 'sealed') {
    await sealRecord(home.records, record, set, { ...options, alias });
    options.onEvent?.({ type: 'sealed', digest });
  }
  await attachNote(home.records, noteOf(build, digest, options, repository.repository.repository), notes);
  return {
    set,
    digest,
    ...(tag === undefined ? {} : { buildTag: tag }),
    outcome: state === 'sealed' ? 'already-attached' : 'attached',
    assets: set.entries.map(({ name }) => ({ name, outcome: there.has(name) ? 'already-there' : 'uploaded' })),
    assetsHeld: (held?.assets.length ?? 0) + build.files.length - there.size,
  };
}

/** Names of the build's files that the repository holds already. Throws `drift` for one held with other bytes. */
export function presentFiles(
  { files, ref }: Pick<Build, 'files' | 'ref'>,
  held: readonly Asset[],
  repository: RepositoryWriter,
): Set<string> {
  const digests = new Map(held.map(({ name, sha256 }) => [name, sha256]));
  const taken = files.filter(({ asset }) => (digests.get(asset.name) ?? asset.sha256) !== asset.sha256);
  if (taken.length > 0) {
    const list = taken.map(({ asset }) => `${asset.name} (there: ${digests.get(asset.name)}, here: ${asset.sha256})`);
    const where = repository.repository.repository;
    throw new CodedError('drift', `${where} holds other bytes of ${formatVersion(ref)}: ${list.join(', ')}.`, {
      side: 'destination',
      next: adviceFor(taken),
    });
  }
  return new Set(files.map(({ asset }) => asset.name).filter((name) => digests.has(name)));
}

/** A source distribution has no build tag, so builds of one version collide by it unless it is reproducible. */
function adviceFor(taken: readonly BuildFile[]): string {
  const isSource = taken.every(({ asset }) => /\.(tar\.gz|zip)$/.test(asset.name));
  return isSource
    ? 'A source distribution has no build number: leave it out (dist/*.whl), or build it reproducibly.'
    : 'A published file never changes: give this build a number of its own.';
}

/** Whether a record is there, and whether it may still take parts. Throws `record-withdrawn`. */
export function recordState(status: VersionStatus | undefined, record: VersionRef): 'absent' | 'open' | 'sealed' {
  if (status === undefined) return 'absent';
  if (status === 'Published') return 'sealed';
  if (status === 'Unfinished') return 'open';
  throw new CodedError('record-withdrawn', `The record ${record.version} is ${status} in the home.`, {
    side: 'home',
    next: 'It was pruned or withdrawn: give this build a number of its own.',
  });
}

/**
 * Whether a sealed record under another tag, as the set's notes tell, holds the same bytes, so that an alias is enough: it
 * may have been pruned.
 */
export async function isKnownUnderAnotherTag(
  home: Home,
  ref: VersionRef,
  digest: SetDigest,
  tag: BuildTag | undefined,
  notes: readonly AttachedNoteName[],
): Promise<boolean> {
  if (tag === undefined) return false;
  const tags = new Set(notes.map(({ buildTag }) => buildTag).filter((known) => known !== tag));
  for (const other of tags) {
    const record = versionOf(recordPackage(ref), attachedRecord(ref, other, digest));
    if ((await home.records.describeVersion(record))?.status !== 'Published') continue;
    const set = await readStored(home.records, record, MARKER, parseMarker);
    const held = (await home.records.listAssets(record))?.assets ?? [];
    if (!set) continue;
    if (setDigest(set) === digest && holdsAll(held, set.entries)) return true;
  }
  return false;
}

/** Waits for both, so that nothing goes on behind a failure, then throws the first failure. */
async function settle(work: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** What is noted of an attached build; `repository` is the name of the one that it was uploaded to. */
export function noteOf(
  { build, files, ref }: Build,
  digest: SetDigest,
  { provenance = {}, workItems = [] }: AttachOptions,
  repository?: string,
): AttachedNote {
  const assets = files.flatMap(({ asset, fields }) => (fields ? [{ name: asset.name, fields }] : []));
  return {
    digest,
    ref,
    ...(build === undefined ? {} : { build }),
    ...(repository === undefined ? {} : { repository }),
    provenance,
    workItems,
    assets,
  };
}
