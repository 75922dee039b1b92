import type { Context } from '@buildset/cli-kit';
import { type BuildFile, DEFAULT_ASSET_CAP, type VersionRef } from '@buildset/core';
import { GenericError } from '../generic-error.ts';
import { archiveTree } from './archive-tree.ts';
import { collectTree } from './collect-tree.ts';
import { readyTree } from './ready-tree.ts';

/** Assets of a record that are the home's own: the marker, a claim of the number, and what a job said of its files. */
const OWN_ASSETS = 2;

/** From this share of the cap on, it is told. */
const WARN_AT = 0.8;

export interface TreeArguments {
  readonly files: readonly (string | number)[];
  readonly ignore?: readonly (string | number)[] | undefined;
  readonly archive?: boolean | undefined;
  readonly maxAssets?: number | undefined;
}

/**
 * Reads what is to be sent, all of it, before anything is. Throws `too-many-files` before any file is read, and what
 * collecting throws.
 */
export async function treeBuild(args: TreeArguments, ref: VersionRef, context: Context): Promise<BuildFile[]> {
  const { files, onlyCase } = await collectTree(args.files.map(String), (args.ignore ?? []).map(String));
  for (const [one, other] of onlyCase) {
    context.output.warn(`"${one}" and "${other}" differ in case only: Windows and macOS cannot keep both.`);
  }
  if (args.archive === true) return [await archiveTree(files, context)];
  const { assetCap = DEFAULT_ASSET_CAP } = (await context.configuration()).configuration;
  checkCount(files.length, args.maxAssets ?? assetCap, context);
  return await readyTree(files, ref, context);
}

function checkCount(count: number, cap: number, { output }: Context): void {
  const room = cap - OWN_ASSETS;
  if (count > room) {
    throw new GenericError(
      'too-many-files',
      `The tree has ${count} files; a version holds ${cap} assets, of which ${room} may be files.`,
      '--archive keeps the tree as one asset. If your quota is higher, say so: --max-assets 350, or "assetCap" in the configuration.',
    );
  }
  if (count >= room * WARN_AT) output.warn(`${count} files of ${room} that a set may have; see --archive.`);
}
