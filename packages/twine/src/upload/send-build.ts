import type { ReadyFile } from '@buildset/cli-kit';
import {
  addToOpenBuild,
  type AssetPublisher,
  attachBuild,
  type AttachEvent,
  type AttachOptions,
  type Build,
  type BuildFile,
  inParallel,
  type SetDigest,
  uploadFile,
} from '@buildset/core';
import { TwineError } from '../twine-error.ts';
import type { Destination } from './destination.ts';
import type { FileGroup } from './group-builds.ts';

/** How a build is sent. */
export interface SendOptions {
  readonly attach: AttachOptions;
  readonly open: boolean;
  readonly comment?: string;
  readonly skipExisting: boolean;
}

/** What came of one build. */
export interface SentBuild {
  readonly group: FileGroup;
  /** `recorded` and `already-recorded` are sealed; `added` is open; `uploaded` has no record. */
  readonly outcome: 'recorded' | 'already-recorded' | 'added' | 'uploaded' | 'failed';
  readonly assets: ReadonlyMap<string, AssetOutcome>;
  /** Of the whole build; absent where it is or was open, and other jobs added to it. */
  readonly digest?: SetDigest;
  /** How many files the repository's version holds now, where that is known. */
  readonly assetsHeld?: number;
  /** Why it failed. */
  readonly error?: unknown;
}

export type AssetOutcome = 'uploaded' | 'already-there' | 'not-uploaded';

/** Files of one build that are sent at once, whatever their size: each waits for the network in between. */
const FEWEST = 8;
/** Small ones do little else than wait. */
const MOST = 24;
/** What files may hold together to be more than the fewest, in bytes. */
const SMALL_TOGETHER = 16 * 1024 * 1024;

/** Sends one build to where it goes. Sending again changes nothing. */
export async function sendBuild(group: FileGroup, destination: Destination, options: SendOptions): Promise<SentBuild> {
  const assets = new Map<string, AssetOutcome>(group.files.map(({ asset }) => [asset.name, 'already-there']));
  const onEvent = (event: AttachEvent): void => {
    if (event.type === 'uploaded') assets.set(event.asset, 'uploaded');
    options.attach.onEvent?.(event);
  };
  const attach = { ...options.attach, onEvent, concurrency: atOnce(group) };
  const build = toBuild(group, options.comment);
  if (destination.kind !== 'recorded') {
    await sendFiles(build, destination, { ...options, attach });
    return { group, outcome: 'uploaded', assets, digest: group.digest };
  }
  const { home, writer } = destination;
  if (options.open && build.build !== undefined) {
    const added = await addToOpenBuild({ ...build, build: build.build }, writer, home, attach);
    return { group, outcome: added === 'added' ? 'added' : 'already-recorded', assets };
  }
  const { assetsHeld, digest, outcome } = await attachBuild(build, writer, home, attach);
  return { group, outcome: outcome === 'attached' ? 'recorded' : 'already-recorded', assets, digest, assetsHeld };
}

function atOnce({ files }: FileGroup): number {
  const largest = Math.max(...files.map(({ asset }) => asset.size));
  return Math.min(MOST, Math.max(FEWEST, Math.floor(SMALL_TOGETHER / largest)));
}

function toBuild({ build, files, ref }: FileGroup, comment: string | undefined): Build {
  return { ref, files: files.map((file) => toBuildFile(file, comment)), ...(build === undefined ? {} : { build }) };
}

function toBuildFile({ asset, file, inspected }: ReadyFile, comment: string | undefined): BuildFile {
  const fields = [...(inspected.fields ?? []), ...(comment === undefined ? [] : [['comment', comment] as const])];
  return { asset, fields, open: async () => file.stream() };
}

/** Without a record, as twine does. */
async function sendFiles(
  build: Build,
  destination: Exclude<Destination, { kind: 'recorded' }>,
  { attach, skipExisting }: SendOptions,
): Promise<void> {
  if (destination.kind === 'index') {
    const { publisher } = destination;
    await inParallel(build.files, FEWEST, (file) => sendToIndex(build, file, publisher, skipExisting, attach));
    return;
  }
  const { writer } = destination;
  const held = (await writer.listAssets(build.ref))?.assets ?? [];
  const absent = build.files.filter(
    ({ asset }) => !held.some(({ name, sha256 }) => name === asset.name && sha256 === asset.sha256),
  );
  await inParallel(absent, attach.concurrency ?? FEWEST, (file) => uploadFile(file, build.ref, writer, attach.onEvent));
}

async function sendToIndex(
  { ref }: Build,
  { asset, fields, open }: BuildFile,
  publisher: AssetPublisher,
  skipExisting: boolean,
  { onEvent }: AttachOptions,
): Promise<void> {
  onEvent?.({ type: 'uploading', asset: asset.name, size: asset.size });
  const onBytes = (bytes: number): void => onEvent?.({ type: 'sent', asset: asset.name, bytes });
  const { outcome } = await publisher.publishAsset(ref, { asset, open, onBytes, ...(fields ? { fields } : {}) });
  if (outcome === 'published') {
    onEvent?.({ type: 'uploaded', asset: asset.name, size: asset.size });
    return;
  }
  if (skipExisting) return onEvent?.({ type: 'already-there', asset: asset.name, size: asset.size });
  throw new TwineError(
    'file-exists',
    `The index has a file ${asset.name} already, and a token alone cannot tell whether it is the same.`,
    '--skip-existing leaves it as it is. With AWS credentials the bytes are compared.',
    { side: 'destination' },
  );
}
