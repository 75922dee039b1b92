import { parseBuildTag } from '../build-tag.ts';
import { type BuildSet, createBuildSet, isHomeAsset, setDigest, type SetEntry } from '../build-set.ts';
import type { SetDigest } from '../set-digest.ts';
import { CodedError, hasCode } from '../coded-error.ts';
import { formatVersion, type VersionRef, versionOf } from '../coordinates.ts';
import { attachNote } from '../home/attached-note.ts';
import type { Home } from '../home/home.ts';
import { requireForBuilds } from '../home/own-repository.ts';
import { openRecord, recordPackage } from '../home/key.ts';
import { readRecord } from '../home/record.ts';
import { addToRecord, sealRecord } from '../home/seal.ts';
import { shownNames } from '../shown-name.ts';
import { inParallel } from '../in-parallel.ts';
import { holdsAll } from '../promotion/observe.ts';
import type { AssetListing, RepositoryWriter } from '../ports/registry.ts';
import { type AttachOptions, type Build, type BuildFile, presentFiles } from './attach-build.ts';
import { type ExpectedFiles, requireExpected } from './expected-files.ts';
import { readParts } from './parts.ts';
import { uploadFile } from './upload-file.ts';

/**
 * Publishes files of a build that other jobs add to as well; nobody takes it for a set before it is sealed. Files that a
 * sealed build has already are no change. Throws `build-sealed` and `open-set-differs`.
 */
export async function addToOpenBuild(
  build: Build & { readonly build: string },
  repository: RepositoryWriter,
  home: Home,
  options: AttachOptions = {},
): Promise<'added' | 'already-sealed'> {
  requireForBuilds(repository.repository, home);
  const record = openRecordOf(build.ref, build.build);
  const [described, kept, listing] = await Promise.all([
    home.records.describeVersion(record),
    home.records.listAssets(record),
    repository.listAssets(build.ref),
  ]);
  const there = presentFiles(build, listing?.assets ?? [], repository);
  const isKept = ({ asset }: BuildFile): boolean => holdsAll(kept?.assets ?? [], [asset]);
  const isWhole = build.files.every(isKept);
  if (described?.status === 'Published' && isWhole && there.size === build.files.length) return 'already-sealed';
  await inParallel(build.files, options.concurrency ?? 4, async (file) => {
    if (!isKept(file)) await addToRecord(home.records, record, { asset: file.asset, open: file.open });
    if (!there.has(file.asset.name)) await uploadFile(file, build.ref, repository, options.onEvent);
  });
  return 'added';
}

export interface SealOptions extends ExpectedFiles, Pick<AttachOptions, 'format' | 'provenance' | 'workItems'> {
  /** Where the build was uploaded, by name, for the note. */
  readonly repository?: string;
}

export interface SealedBuild {
  readonly digest: SetDigest;
  readonly set: BuildSet;
  readonly outcome: 'sealed' | 'already-sealed';
}

/**
 * Closes an open build with the parts that it has. Sealing again is no change. Throws `no-such-build`, `parts-missing`,
 * `part-arrived`.
 */
export async function sealBuild(
  ref: VersionRef,
  build: string,
  home: Home,
  options: SealOptions = {},
): Promise<SealedBuild> {
  const record = openRecordOf(ref, build);
  const [described, listing] = await Promise.all([
    home.records.describeVersion(record),
    home.records.listAssets(record),
  ]);
  const isSealed = described?.status === 'Published';
  const set = isSealed ? await sealedSet(ref, record, home) : await setOfParts(ref, build, record, listing, home);
  requireExpected(build, set, options, options.format);
  if (!isSealed) await sealRecord(home.records, record, set, options);
  const { provenance = {}, repository, workItems = [] } = options;
  const note = { digest: setDigest(set), ref, build, provenance, workItems, assets: [] };
  await attachNote(home.records, { ...note, ...(repository === undefined ? {} : { repository }) });
  return {
    digest: setDigest(set),
    set,
    outcome: isSealed ? 'already-sealed' : 'sealed',
  };
}

/** Throws away an open build's record. What its jobs uploaded to a repository stays there. None to abandon is no error. */
export async function abandonBuild(ref: VersionRef, build: string, home: Home): Promise<void> {
  try {
    await home.records.deleteVersion(openRecordOf(ref, build), { expected: 'Unfinished' });
  } catch (error) {
    if (!hasCode(error, 'mismatched-status')) throw error;
    throw new CodedError('build-sealed', `Build ${build} of ${formatVersion(ref)} is sealed.`, {
      cause: error,
      side: 'home',
      next: 'A sealed set never changes and is not thrown away; only open builds can be abandoned.',
    });
  }
}

async function sealedSet(ref: VersionRef, record: VersionRef, home: Home): Promise<BuildSet> {
  const { set } = await readRecord(home.records, ref, { record, version: ref.version, state: 'sealed' });
  return set;
}

/** What an open record holds, each file with what its job said of it. Throws `no-such-build` or `parts-missing`. */
async function setOfParts(
  ref: VersionRef,
  build: string,
  record: VersionRef,
  listing: AssetListing | undefined,
  home: Home,
): Promise<BuildSet> {
  const held = (listing?.assets ?? []).filter(({ name }) => !isHomeAsset(name));
  if (held.length === 0) {
    throw new CodedError('no-such-build', `${formatVersion(ref)} has no open build ${build}, or none with files.`, {
      side: 'home',
      next: `Its jobs add files: upload --open --build ${build}, or for generic packages add --build ${build}.`,
    });
  }
  const said = await readParts(home.records, record, listing?.assets ?? []);
  const missing = [...said].filter(([name]) => !held.some((asset) => asset.name === name));
  if (missing.length > 0) {
    const names = shownNames(missing.map(([name, part]) => ({ name, ...part })));
    throw new CodedError('parts-missing', `A job of build ${build} has not added ${names} yet.`, {
      side: 'home',
      next: 'Run that job again, then seal. A file that will never come: abandon the build and begin anew.',
    });
  }
  return createBuildSet(
    ref,
    held.map((asset): SetEntry => ({ ...asset, ...said.get(asset.name) })),
  );
}

/** The record of a build that is, or may be, open. Throws `invalid-build-tag`. */
export function openRecordOf(ref: VersionRef, build: string): VersionRef {
  return versionOf(recordPackage(ref), openRecord(ref, parseBuildTag(build)));
}
