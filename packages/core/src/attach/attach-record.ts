import { parseBuildTag } from '../build-tag.ts';
import { createBuildSet, setDigest, type SetEntry } from '../build-set.ts';
import { CodedError, hasCode } from '../coded-error.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import { attachNote, listAttachedNotes } from '../home/attached-note.ts';
import type { Home } from '../home/home.ts';
import { attachedRecord, recordPackage } from '../home/key.ts';
import { readRecord } from '../home/record.ts';
import { addToRecord, requireSealedAs, sealRecord } from '../home/seal.ts';
import { inParallel } from '../in-parallel.ts';
import type { SetDigest } from '../set-digest.ts';
import { shownName, shownNames } from '../shown-name.ts';
import {
  type AttachedBuild,
  type AttachOptions,
  type Build,
  type BuildFile,
  isKnownUnderAnotherTag,
  noteOf,
  recordState,
} from './attach-build.ts';
import { openRecordOf } from './open-build.ts';
import { writePart } from './parts.ts';

/** Files sent at once, unless told otherwise. */
const CONCURRENCY = 4;

export interface RecordOptions extends AttachOptions {
  /** The repository that the build is for, by name: it counts as a source of it. */
  readonly repository?: string;
}

/**
 * Keeps a build in a sealed record and publishes it nowhere: for formats of which a version holds one build, where
 * activation brings it into a repository. Safe to run again: what is there stays, and a finished build costs no write.
 * Throws `build-exists` or `open-set-differs` when the tag is taken by other bytes.
 */
export async function attachRecord(build: Build, home: Home, options: RecordOptions = {}): Promise<AttachedBuild> {
  const { files, ref } = build;
  const set = createBuildSet(
    ref,
    files.map(({ asset }) => asset),
  );
  const digest = setDigest(set);
  const tag = build.build === undefined ? undefined : parseBuildTag(build.build);
  const record = versionOf(recordPackage(ref), attachedRecord(ref, tag, digest));
  const [described, notes] = await Promise.all([
    home.records.describeVersion(record),
    listAttachedNotes(home.records, ref, digest),
  ]);
  const state = recordState(described?.status, record);
  if (state === 'sealed') await requireSealedAs(home.records, record, set);
  const alias = state === 'absent' && (await isKnownUnderAnotherTag(home, ref, digest, tag, notes));
  const isWhole = state === 'sealed' || alias;
  const sent = isWhole ? skipAll(files, options) : await addFiles(files, record, home, options);
  if (state !== 'sealed') {
    await sealRecord(home.records, record, set, { ...options, alias });
    options.onEvent?.({ type: 'sealed', digest });
  }
  await attachNote(home.records, noteOf(build, digest, options, options.repository), notes);
  return {
    set,
    digest,
    ...(tag === undefined ? {} : { buildTag: tag }),
    outcome: state === 'sealed' ? 'already-attached' : 'attached',
    assets: set.entries.map(({ name }) => ({ name, outcome: sent.has(name) ? 'uploaded' : 'already-there' })),
    assetsHeld: 0,
  };
}

/** What came of adding files to a build. */
export interface AddedFiles {
  /** `already-there`: the open build had every one of them. `already-sealed`: it was sealed with them. */
  readonly outcome: 'added' | 'already-there' | 'already-sealed';
  /** Of the set that was sealed. */
  readonly digest?: SetDigest;
}

/**
 * Adds files to an open record, and publishes them nowhere; other jobs may add as well. Adding again is no change, also
 * when the build was sealed since. Throws `open-set-differs`, and `build-sealed` for what a sealed build has not.
 */
export async function addToOpenRecord(
  build: Build & { readonly build: string },
  home: Home,
  options: AttachOptions = {},
): Promise<AddedFiles> {
  const record = openRecordOf(build.ref, build.build);
  const state = recordState((await home.records.describeVersion(record))?.status, record);
  if (state === 'sealed') return await addedBefore(build, record, home, options);
  try {
    await writePart(
      home.records,
      record,
      build.files.map(({ asset }) => asset),
    );
    const sent = await addFiles(build.files, record, home, options);
    return { outcome: sent.size > 0 ? 'added' : 'already-there' };
  } catch (error) {
    if (!hasCode(error, 'build-sealed')) throw error;
    return await addedBefore(build, record, home, options);
  }
}

/** For a sealed record: that it has the files, as they are. Throws `build-sealed`, which names those that it has not. */
async function addedBefore(
  { files, ref }: Build,
  record: VersionRef,
  home: Home,
  options: AttachOptions,
): Promise<AddedFiles> {
  const { digest, set } = await readRecord(home.records, ref, { record, version: ref.version, state: 'sealed' });
  const held = new Map(set.entries.map((entry) => [entry.name, entry]));
  const added = createBuildSet(
    ref,
    files.map(({ asset }) => asset),
  );
  const other = added.entries.flatMap((entry) => {
    const fault = differenceOf(entry, held.get(entry.name));
    return fault === undefined ? [] : [{ name: `${shownName(entry, options.format)} (${fault})` }];
  });
  if (other.length > 0) {
    throw new CodedError(
      'build-sealed',
      `The set ${record.version} is sealed, as ${digest}, without ${shownNames(other)}.`,
      {
        side: 'home',
        next: 'A sealed set never changes: give these files a build of their own.',
      },
    );
  }
  skipAll(files, options);
  return { outcome: 'already-sealed', digest };
}

function differenceOf(entry: SetEntry, held: SetEntry | undefined): string | undefined {
  if (!held) return 'not in it';
  if (held.sha256 !== entry.sha256) return 'other bytes';
  return held.mode === entry.mode ? undefined : 'another mode';
}

/** Sends what the record lacks, and returns the names that were sent. */
async function addFiles(
  files: readonly BuildFile[],
  record: VersionRef,
  home: Home,
  { concurrency = CONCURRENCY, onEvent = () => undefined }: AttachOptions,
): Promise<ReadonlySet<string>> {
  const held = new Map((await home.records.listAssets(record))?.assets.map(({ name, sha256 }) => [name, sha256]));
  const sent = new Set<string>();
  await inParallel(files, concurrency, async ({ asset, open }) => {
    const { name, sha256, size } = asset;
    if (held.get(name) === sha256) return onEvent({ type: 'already-there', asset: name, size });
    onEvent({ type: 'uploading', asset: name, size });
    const onBytes = (bytes: number): void => onEvent({ type: 'sent', asset: name, bytes });
    await addToRecord(home.records, record, { asset, open, onBytes });
    sent.add(name);
    onEvent({ type: 'uploaded', asset: name, size });
  });
  return sent;
}

function skipAll(files: readonly BuildFile[], { onEvent }: AttachOptions): ReadonlySet<string> {
  for (const { asset } of files) onEvent?.({ type: 'already-there', asset: asset.name, size: asset.size });
  return new Set();
}
