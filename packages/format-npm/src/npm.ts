import {
  type BuildTag,
  type FormatAdapter,
  type InspectedFile,
  type LocalFile,
  MemoryFile,
  type Placeholder,
  type VersionRef,
} from '@buildset/core';

import { canonicalName } from './npm-name.ts';
import { compareNpmVersions, isPrerelease } from './npm-version.ts';
import { checkTag, publishDocument } from './publish-document.ts';
import { publishedManifest } from './published-manifest.ts';
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
  const manifest = await publishedManifest(tarball);
  const { build } = tarball.manifest.version;
  return {
    ref: tarball.ref,
    assetName: NPM_ASSET,
    document: (target) => publishDocument(tarball, manifest, target),
    ...(build !== undefined && { buildTag: build }),
  };
}

async function placeholder(ref: VersionRef): Promise<Placeholder> {
  const content = smallTarball({ pkg: ref, version: ref.version });
  const tarball = await readTarball(new MemoryFile(NPM_ASSET, content), { expected: ref });
  const manifest = await publishedManifest(tarball);
  return { assetName: NPM_ASSET, content, document: (target) => publishDocument(tarball, manifest, target) };
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
