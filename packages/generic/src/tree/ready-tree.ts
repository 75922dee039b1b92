import { type Context, readFiles } from '@buildset/cli-kit';
import type { BuildFile, VersionRef } from '@buildset/core';
import { encodeAssetName, generic } from '@buildset/format-generic';
import type { TreeFile } from './collect-tree.ts';
import { requireUnchanged } from './unchanged.ts';

/** Hashes the files of a tree, so that they may be sent: each an asset named for its path. Throws `file-changed`. */
export async function readyTree(
  files: readonly TreeFile[],
  ref: VersionRef,
  { progress, signal }: Pick<Context, 'progress' | 'signal'>,
): Promise<BuildFile[]> {
  progress.stage(`reading ${files.length} files`);
  const named = { ...generic, inspect: async ({ name }: { readonly name: string }) => ({ ref, assetName: name }) };
  const ready = await readFiles(
    files.map(({ location }) => location),
    named,
    signal,
  );
  await requireUnchanged(files);
  return ready.map(({ asset, file }, index) => {
    const { mode, path = asset.name } = files[index] ?? {};
    const name = encodeAssetName(path);
    const entry = { ...asset, name, ...(name === path ? {} : { path }), ...(mode === undefined ? {} : { mode }) };
    return { asset: entry, open: async () => file.stream() };
  });
}
