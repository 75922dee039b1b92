import { hashOf, openFile } from '@buildset/cli-kit';
import type { Asset, LocalFile, VersionRef } from '@buildset/core';
import { NPM_ASSET, type NpmTarball, publishedManifest, readTarball } from '@buildset/format-npm';

/** A tarball that was read to its end, and may be kept and published. */
export interface ReadyPackage {
  readonly ref: VersionRef;
  readonly file: LocalFile;
  readonly asset: Asset;
  readonly tarball: NpmTarball;
  /** The build that its version names, as spelled. */
  readonly build?: string;
}

/** Reads a tarball and all that publishing will make of it, so that nothing is found wrong after the first write. */
export async function readyPackage(path: string): Promise<ReadyPackage> {
  const file = await openFile(path);
  const tarball = await readTarball(file);
  await publishedManifest(tarball);
  const { build } = tarball.manifest.version;
  return {
    ref: tarball.ref,
    file,
    asset: { name: NPM_ASSET, size: file.size, sha256: await hashOf(file) },
    tarball,
    ...(build === undefined ? {} : { build }),
  };
}
