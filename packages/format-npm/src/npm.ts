import {
  type BuildTag,
  type FormatAdapter,
  type InspectedFile,
  type LocalFile,
  type Placeholder,
  type VersionRef,
} from '@buildset/core';

import { documentMaker, documentMakerOf } from './document-maker.ts';
import { canonicalName } from './npm-name.ts';
import { compareNpmVersions, isPrerelease } from './npm-version.ts';
import { checkTag } from './publish-document.ts';
import { readTarball } from './read-tarball.ts';
import { NPM_ASSET, smallTarball } from './small-tarball.ts';
import { versionStripper } from './stripper.ts';

export { NPM_ASSET };

/** npm packages: a version is one tarball, so it holds one build. */
export const npm: FormatAdapter = {
  format: 'npm',
  builds: 'one',
  canonicalName,
  inspect,
  buildTagOf,
  slotsOf,
  comparePreference,
  tags: { compareVersions: compareNpmVersions, isPrerelease, checkTag, placeholder },
  stripper: versionStripper,
};

/**
 * Reads and validates a tarball that is to be published: what `readTarball` checks, and that it is not private. The build
 * tag is the one that its version names. Throws what `readTarball` and `publishedManifest` throw.
 */
async function inspect(file: LocalFile): Promise<InspectedFile> {
  const tarball = await readTarball(file);
  const document = await documentMaker(tarball);
  const { build } = tarball.manifest.version;
  return {
    ref: tarball.ref,
    assetName: NPM_ASSET,
    document,
    ...(build !== undefined && { buildTag: build }),
  };
}

async function placeholder(ref: VersionRef): Promise<Placeholder> {
  const content = smallTarball({ pkg: ref, version: ref.version });
  return { assetName: NPM_ASSET, content, document: await documentMakerOf(content) };
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
