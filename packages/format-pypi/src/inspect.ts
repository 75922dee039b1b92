import type { InspectedFile, LocalFile } from '@buildset/core';

import { compareVersions } from './compare-versions.ts';
import { type CoreMetadata, parseCoreMetadata } from './core-metadata.ts';
import { pypiError, quoted } from './errors.ts';
import { type FileKind, formFields } from './form-fields.ts';
import { MAX_METADATA_BYTES } from './limits.ts';
import { canonicalName } from './python-name.ts';
import { parseSdistName } from './sdist-name.ts';
import { readSdistMetadata } from './sdist.ts';
import { distInfoEntry, openWheel } from './wheel-archive.ts';
import { readEntry } from './zip-read.ts';

/** What a distribution file is and says of itself. */
export interface Distribution {
  readonly metadata: CoreMetadata;
  readonly kind: FileKind;
  /** As spelled in the file's name, wheels only. */
  readonly buildTag?: string;
}

interface NameAndVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * Reads a wheel's or an sdist's metadata; name and version must be those of the file name (compared in canonical form).
 * Throws `unknown-file-type`, `invalid-*`, `archive-*`, `metadata-*`, `name-mismatch` and `version-mismatch`.
 */
export async function readDistribution(file: LocalFile): Promise<Distribution> {
  if (file.name.endsWith('.whl')) return readWheel(file);
  if (file.name.endsWith('.tar.gz') || file.name.endsWith('.zip')) return readSdist(file);
  throw pypiError(
    'unknown-file-type',
    `${quoted(file.name)} is neither a wheel (.whl) nor an sdist (.tar.gz, .zip).`,
    'Name the files that the build left in dist/, without signatures and other files.',
  );
}

/**
 * Reads and validates a file that is to be uploaded: coordinates (canonical name, version verbatim from its metadata) and
 * the upload form's metadata fields. Throws what `readDistribution` throws.
 */
export async function inspect(file: LocalFile): Promise<InspectedFile> {
  const { metadata, kind, buildTag } = await readDistribution(file);
  return {
    ref: { format: 'pypi', name: canonicalName(metadata.name), version: metadata.version },
    assetName: file.name,
    ...(buildTag !== undefined && { buildTag }),
    fields: formFields(metadata, kind),
  };
}

async function readWheel(file: LocalFile): Promise<Distribution> {
  const wheel = await openWheel(file);
  const content = await readEntry(wheel.zip, distInfoEntry(wheel, 'METADATA'), MAX_METADATA_BYTES);
  const metadata = parseCoreMetadata(content, file.name);
  checkAgreement(file, wheel.name, metadata);
  return {
    metadata,
    kind: { filetype: 'bdist_wheel', pyversion: wheel.name.pythonTags.join('.') },
    ...(wheel.name.buildTag !== undefined && { buildTag: wheel.name.buildTag }),
  };
}

async function readSdist(file: LocalFile): Promise<Distribution> {
  const name = parseSdistName(file.name);
  const metadata = await readSdistMetadata(file);
  checkAgreement(file, name, metadata);
  return { metadata, kind: { filetype: 'sdist', pyversion: 'source' } };
}

function checkAgreement(file: LocalFile, named: NameAndVersion, metadata: CoreMetadata): void {
  if (canonicalName(metadata.name) !== named.name) {
    throw pypiError(
      'name-mismatch',
      `${file.name} holds the project ${quoted(metadata.name)}, not the one that it is named for.`,
      'Do not rename distribution files by hand; build again.',
    );
  }
  if (compareVersions(metadata.version, named.version) !== 0) {
    throw pypiError(
      'version-mismatch',
      `${file.name} holds version ${quoted(metadata.version)}, not the one that it is named for.`,
      'Do not rename distribution files by hand; build again.',
    );
  }
}
