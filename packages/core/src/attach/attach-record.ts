import { parseBuildTag } from '../build-tag.ts';
import { createBuildSet, setDigest } from '../build-set.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import { attachNote } from '../home/attached-note.ts';
import type { Home } from '../home/home.ts';
import { attachedRecord, recordPackage } from '../home/key.ts';
import { addToRecord, requireSealedAs, sealRecord } from '../home/seal.ts';
import { each } from '../promotion/each.ts';
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
  const state = recordState((await home.records.describeVersion(record))?.status, record);
  if (state === 'sealed') await requireSealedAs(home.records, record, set);
  const alias = state === 'absent' && (await isKnownUnderAnotherTag(home, ref, digest, tag));
  const isWhole = state === 'sealed' || alias;
  const sent = isWhole ? skipAll(files, options) : await addFiles(files, record, home, options);
  if (state !== 'sealed') {
    await sealRecord(home.records, record, set, { alias });
    options.onEvent?.({ type: 'sealed', digest });
  }
  await attachNote(home.records, noteOf(build, digest, options, options.repository));
  return {
    set,
    digest,
    ...(tag === undefined ? {} : { buildTag: tag }),
    outcome: state === 'sealed' ? 'already-attached' : 'attached',
    assets: set.entries.map(({ name }) => ({ name, outcome: sent.has(name) ? 'uploaded' : 'already-there' })),
    assetsHeld: 0,
  };
}

/** Adds files to an open record, and publishes them nowhere; other jobs may add as well. Adding again is no change. */
export async function addToOpenRecord(
  build: Build & { readonly build: string },
  home: Home,
  options: AttachOptions = {},
): Promise<void> {
  const record = openRecordOf(build.ref, build.build);
  await writePart(
    home.records,
    record,
    build.files.map(({ asset }) => asset),
  );
  await addFiles(build.files, record, home, options);
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
  await each(files, concurrency, async ({ asset, open }) => {
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
