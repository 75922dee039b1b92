import type { BuildStripper, LocalFile, StrippedFile } from '@buildset/core';

import { NPM_ASSET } from './small-tarball.ts';
import { readTarball } from './read-tarball.ts';
import { stripBuild } from './strip-build.ts';
import { verifyStripped } from './verify-stripped.ts';

/** Takes the build out of a package's version: in package.json alone. The same archive, compressed by this Node.js. */
export const versionStripper: BuildStripper = {
  recipe: 'npm-version/1',
  strip,
  prove: async (original, stripped) =>
    (await verifyStripped(original, stripped)).equal === 'bytes' ? 'bytes' : 'contents',
};

async function strip(file: LocalFile): Promise<StrippedFile | undefined> {
  const { manifest } = await readTarball(file);
  if (manifest.version.build === undefined) return undefined;
  const { ref, stream } = await stripBuild(file);
  return { ref, assetName: NPM_ASSET, stream };
}
