import { type Context, type RestoredFile, restoreFiles, type SafeFolder } from '@buildset/cli-kit';
import type { FoundSet } from '@buildset/core';
import { readArchive } from '@buildset/format-generic';
import { archiveOf, type DownloadPorts, permissions, plainFiles, withArchive } from './set-files.ts';

/** Restores a set's tree in a folder. Of plain files those that are there already stay; an archive is unpacked anew. */
export async function restore(
  found: FoundSet,
  folder: SafeFolder,
  ports: DownloadPorts,
  context: Context,
): Promise<RestoredFile[]> {
  const archive = archiveOf(found);
  if (archive) {
    context.progress.stage('downloading the archive');
    return await withArchive(found, archive, ports, (file) => unpack(file, folder, context));
  }
  return await restoreFiles(found, plainFiles(found), folder, ports, context);
}

/** The archive was verified before; its members are written as they come. */
async function unpack(
  file: Parameters<typeof readArchive>[0],
  folder: SafeFolder,
  { progress, signal }: Context,
): Promise<RestoredFile[]> {
  const files: RestoredFile[] = [];
  for await (const { content, mode, path, size } of readArchive(file)) {
    signal.throwIfAborted();
    progress.relabel(`unpacking ${path}`);
    await folder.write(path, permissions(mode), content);
    files.push({ path, size, outcome: 'restored' });
  }
  return files;
}
