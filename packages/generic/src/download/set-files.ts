import { createHash } from 'node:crypto';
import type { PlainFile, SetFile } from '@buildset/cli-kit';
import {
  type FoundSet,
  type LocalFile,
  parseSha256,
  retrying,
  type SetEntry,
  type Spool,
  type Timer,
} from '@buildset/core';
import { ARCHIVE_ASSET, checkTree, checkTreePath, decodeAssetName, readArchive } from '@buildset/format-generic';
import { GenericError } from '../generic-error.ts';

/** Where an archive is laid down, and how to wait before a download that broke is begun again. */
export interface DownloadPorts {
  readonly spool: Spool;
  readonly timer: Timer;
}

/** The archive of a set that was published as one; undefined for a set of plain files. */
export function archiveOf({ set }: FoundSet): SetEntry | undefined {
  const [entry, ...others] = set.entries;
  return entry?.name === ARCHIVE_ASSET && others.length === 0 ? entry : undefined;
}

/** The files of a set whose assets are files. Throws `unsafe-path` and `path-collision` for what is no safe tree. */
export function plainFiles({ set }: FoundSet): PlainFile[] {
  const files = set.entries.map((entry) => {
    const { mode, name, path = decodeAssetName(name), sha256, size } = entry;
    if (path === undefined) {
      throw new GenericError(
        'unsafe-path',
        `The asset "${name}" does not say which path it is for.`,
        'It was published by other means than buildset: fetch it with aws codeartifact get-package-version-asset.',
        { side: 'source' },
      );
    }
    return { path: checkTreePath(path), mode: permissions(mode), size, sha256, entry };
  });
  checkTree(files.map(({ path }) => path));
  return files;
}

/** Every file of a set, archived or not. An archive is downloaded for it. */
export async function listSetFiles(found: FoundSet, ports: DownloadPorts): Promise<SetFile[]> {
  const archive = archiveOf(found);
  if (!archive) return plainFiles(found).map(({ mode, path, sha256, size }) => ({ mode, path, sha256, size }));
  return await withArchive(found, archive, ports, async (file) => {
    const files: SetFile[] = [];
    for await (const { content, mode, path, size } of readArchive(file)) {
      const hash = createHash('sha256');
      for await (const chunk of content) hash.update(chunk);
      files.push({ path, mode: permissions(mode), size, sha256: parseSha256(hash.digest('hex')) });
    }
    return files;
  });
}

/** Downloads an archive to its end, verified, before anything of it is used; it is removed afterwards. */
export async function withArchive<Result>(
  { content }: FoundSet,
  archive: SetEntry,
  { spool, timer }: DownloadPorts,
  use: (file: LocalFile) => Promise<Result>,
): Promise<Result> {
  const file = await retrying(timer, async () => spool.spool(archive, await content.open(archive)));
  try {
    return await use(file);
  } finally {
    await file.dispose();
  }
}

/** A set says whether a file may be executed, and no more. */
export function permissions(mode = 0o644): number {
  return (mode & 0o111) === 0 ? 0o644 : 0o755;
}
