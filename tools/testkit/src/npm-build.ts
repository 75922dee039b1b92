import { createHash } from 'node:crypto';
import { type Asset, type Build, MemoryFile, type Publication, type VersionRef } from '@buildset/core';
import { npm, NPM_ASSET, smallTarball } from '@buildset/format-npm';

export { npm } from '@buildset/format-npm';

/** The tarball of a build of an npm version: other builds have other bytes, the same build always the same. */
export function npmTarball(ref: VersionRef, build: number | string): MemoryFile {
  const files = { 'index.js': `module.exports = ${JSON.stringify(build)};\n` };
  return new MemoryFile(NPM_ASSET, smallTarball({ pkg: ref, version: ref.version, files }));
}

/** The asset that a build of an npm version is. */
export function npmAsset(ref: VersionRef, build: number | string): Asset {
  return npmTarball(ref, build).asset;
}

/** What lock files pin of a build of an npm version. */
export function npmIntegrity(ref: VersionRef, build: number | string): string {
  return `sha512-${createHash('sha512').update(npmTarball(ref, build).content).digest('base64')}`;
}

/** What publishes a build of an npm version by hand. */
export async function npmPublication(ref: VersionRef, build: number | string, tag?: string): Promise<Publication> {
  const file = npmTarball(ref, build);
  const { document } = await npm.inspect(file);
  if (!document) throw new Error('an npm tarball has a publish document');
  return { asset: file.asset, document, open: async () => file.stream(), ...(tag === undefined ? {} : { tag }) };
}

/** A build of an npm version, for keeping it on record. */
export function npmBuild(ref: VersionRef, build: string): Build {
  const file = npmTarball(ref, build);
  return { ref, build, files: [{ asset: file.asset, open: async () => file.stream() }] };
}
