import type { LocalFile } from '@buildset/core';

import { type CoreMetadata, parseCoreMetadata } from './core-metadata.ts';
import { pypiError } from './errors.ts';
import { MAX_METADATA_BYTES } from './limits.ts';
import { parseSdistName } from './sdist-name.ts';
import { readSdistTar, type SdistMembers } from './sdist-tar.ts';
import { openZip } from './zip-archive.ts';
import { readEntry } from './zip-read.ts';

/**
 * The metadata of an sdist: `PKG-INFO` in its one top-level directory (source distribution format specification).
 * The whole archive is read and checked. Throws `invalid-sdist-name`, `archive-*` and `metadata-*`.
 */
export async function readSdistMetadata(file: LocalFile): Promise<CoreMetadata> {
  const { extension } = parseSdistName(file.name);
  const { paths, pkgInfo } = extension === '.zip' ? await readSdistZip(file) : await readSdistTar(file);
  const roots = new Set(paths.map((path) => path.split('/')[0]));
  const [root] = roots;
  if (roots.size > 1) {
    throw pypiError(
      'metadata-ambiguous',
      `${file.name} has ${roots.size} members at its top instead of one directory.`,
      'Build the sdist again with a current build tool.',
    );
  }
  const content = pkgInfo.get(`${root}/PKG-INFO`);
  if (!content) {
    throw pypiError(
      'metadata-missing',
      `${file.name} has no PKG-INFO in its top directory.`,
      'Build the sdist with a build tool (python -m build --sdist), not with tar or git archive.',
    );
  }
  return parseCoreMetadata(content, file.name);
}

async function readSdistZip(file: LocalFile): Promise<SdistMembers> {
  const archive = await openZip(file);
  const wanted = archive.entries.filter((entry) => /^[^/]+\/PKG-INFO$/.test(entry.name));
  const pkgInfo = new Map<string, Uint8Array>();
  for (const entry of wanted) pkgInfo.set(entry.name, await readEntry(archive, entry, MAX_METADATA_BYTES));
  return { paths: archive.entries.map((entry) => entry.name.replace(/\/+$/, '')), pkgInfo };
}
