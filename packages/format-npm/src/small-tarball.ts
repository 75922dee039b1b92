import type { PackageRef } from '@buildset/core';

import type { JsonObject } from './json-text.ts';
import { npmName } from './npm-name.ts';
import { gzippedBytes } from './tar/gzipped.ts';
import { fileHeader, paddingAfter, TAR_BLOCK_BYTES } from './tar/tar-header.ts';

/** What CodeArtifact calls the one asset of an npm version. */
export const NPM_ASSET = 'package.tgz';

export interface SmallTarball {
  readonly pkg: PackageRef;
  readonly version: string;
  /** Further fields of package.json. */
  readonly manifest?: JsonObject;
  /** Text by path inside the package; a path has at most 90 bytes. Default: none. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Makes a package of a few text files in memory, always the same bytes for the same input. */
export function smallTarball({ pkg, version, manifest = {}, files = {} }: SmallTarball): Uint8Array {
  const content = { name: npmName(pkg), version, ...manifest };
  const members = Object.entries({ 'package.json': `${JSON.stringify(content, null, 2)}\n`, ...files });
  const end = new Uint8Array(2 * TAR_BLOCK_BYTES);
  return gzippedBytes(Buffer.concat([...members.flatMap(([path, text]) => memberBytes(path, text)), end]));
}

function memberBytes(path: string, text: string): Uint8Array[] {
  const content = Buffer.from(text);
  return [fileHeader(`package/${path}`, content.length), content, new Uint8Array(paddingAfter(content.length))];
}
