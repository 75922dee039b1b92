import type { BuildTag, FormatAdapter, InspectedFile, LocalFile } from '@buildset/core';

import { canonicalName } from './npm-name.ts';
import { refusePrivate } from './package-json.ts';
import { readTarball } from './read-tarball.ts';

/** What CodeArtifact calls the one asset of an npm version. */
export const NPM_ASSET = 'package.tgz';

/** npm packages: a version is one tarball, so it holds one build. */
export const npm: FormatAdapter = {
  format: 'npm',
  builds: 'one',
  canonicalName,
  inspect,
  buildTagOf,
  slotsOf,
  comparePreference,
};

/**
 * Reads and validates a tarball that is to be published: what `readTarball` checks, and that it is not private. The build
 * tag is the one that its version names. Throws what `readTarball` throws, and `package-private`.
 */
async function inspect(file: LocalFile): Promise<InspectedFile> {
  const { ref, manifest } = await readTarball(file);
  refusePrivate(manifest);
  const { build } = manifest.version;
  return { ref, assetName: NPM_ASSET, ...(build !== undefined && { buildTag: build }) };
}

function buildTagOf(): BuildTag | undefined {
  return undefined;
}

function slotsOf(assetName: string): readonly string[] {
  return assetName === NPM_ASSET ? [NPM_ASSET] : [];
}

function comparePreference(): number {
  return 0;
}
