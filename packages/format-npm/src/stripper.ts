import type { BuildStripper, LocalFile, StrippedFile } from '@buildset/core';

import { npmName } from './npm-name.ts';
import { readTarball } from './read-tarball.ts';
import { NPM_ASSET } from './small-tarball.ts';
import { stripBuild } from './strip-build.ts';
import { strippedManifest } from './stripped-manifest.ts';
import { verifyStripped } from './verify-stripped.ts';

const RECIPE = 'npm-version/1';
/** Between the recipe and the names, which have none of these. */
const WITH = ' with ';

/** Takes the build out of a package's version: in package.json alone. The same archive, compressed by this Node.js. */
export const versionStripper: BuildStripper = stripperWith([]);

/** The same for packages that lose their builds together: in the ranges that a package has for the others too. */
function stripperWith(siblings: readonly string[]): BuildStripper {
  return {
    recipe: siblings.length === 0 ? RECIPE : `${RECIPE}${WITH}${siblings.join(' ')}`,
    strip: (file) => strip(file, siblings),
    prove: async (original, stripped) =>
      (await verifyStripped(original, stripped, { siblings })).equal === 'bytes' ? 'bytes' : 'contents',
    together: (packages) => stripperWith([...new Set(packages.map(npmName))].sort()),
    ofRecipe: (recipe) => stripperWith(recipe.split(WITH)[1]?.split(' ') ?? []),
  };
}

async function strip(file: LocalFile, siblings: readonly string[]): Promise<StrippedFile | undefined> {
  const { manifest } = await readTarball(file);
  const isNamed = manifest.version.build !== undefined || strippedManifest(manifest, siblings).ranges.length > 0;
  if (!isNamed) return undefined;
  const { ref, stream } = await stripBuild(file, { siblings });
  return { ref, assetName: NPM_ASSET, stream };
}
