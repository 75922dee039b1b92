import { type DocumentMaker, MemoryFile } from '@buildset/core';

import { publishDocument } from './publish-document.ts';
import { publishedManifest } from './published-manifest.ts';
import { type NpmTarball, readTarball } from './read-tarball.ts';
import { NPM_ASSET } from './small-tarball.ts';

/** Makes the documents that publish a tarball; its manifest is made once. Throws what `publishedManifest` throws. */
export async function documentMaker(tarball: NpmTarball): Promise<DocumentMaker> {
  const manifest = await publishedManifest(tarball);
  return (target) => publishDocument(tarball, manifest, target);
}

/** The same for a tarball in memory. */
export async function documentMakerOf(content: Uint8Array): Promise<DocumentMaker> {
  return await documentMaker(await readTarball(new MemoryFile(NPM_ASSET, content)));
}
