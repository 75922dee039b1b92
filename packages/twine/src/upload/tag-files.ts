import { hashOf, type ReadyFile } from '@buildset/cli-kit';
import { pypi, tagWheel } from '@buildset/format-pypi';

/**
 * The files with every untagged wheel tagged on its way: put together whenever it is read, nothing is written to the disk.
 * Other files stay as they are. Throws what `tagWheel` throws.
 */
export async function tagFiles(files: readonly ReadyFile[], build: string, signal: AbortSignal): Promise<ReadyFile[]> {
  const tagged: ReadyFile[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    tagged.push(isUntaggedWheel(file) ? await tagFile(file, build) : file);
  }
  return tagged;
}

function isUntaggedWheel({ asset, inspected }: ReadyFile): boolean {
  return asset.name.endsWith('.whl') && inspected.buildTag === undefined;
}

async function tagFile({ file: original, path }: ReadyFile, build: string): Promise<ReadyFile> {
  const file = await tagWheel(original, { build });
  const inspected = await pypi.inspect(file);
  return { path, file, inspected, asset: { name: inspected.assetName, size: file.size, sha256: await hashOf(file) } };
}
