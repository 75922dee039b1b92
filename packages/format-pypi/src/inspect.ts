import { createHash } from 'node:crypto';

import {
  type ExaminedFile,
  type InspectedFile,
  type LocalFile,
  MemoryFile,
  parseSha256,
  type Sha256,
} from '@buildset/core';

import { compareVersions } from './compare-versions.ts';
import { type CoreMetadata, parseCoreMetadata } from './core-metadata.ts';
import { pypiError, quoted } from './errors.ts';
import { type FileKind, formFields } from './form-fields.ts';
import { MAX_METADATA_BYTES } from './limits.ts';
import { canonicalName } from './python-name.ts';
import { parseSdistName } from './sdist-name.ts';
import { readSdistMetadata } from './sdist.ts';
import { verifyWheelRecord } from './verify-record.ts';
import { distInfoEntry, openWheel, type WheelArchive } from './wheel-archive.ts';
import { checkBuildTag, parseWheelFile } from './wheel-file.ts';
import { readEntry } from './zip-read.ts';

/** Files up to this size are read in one go. */
const SMALL_BYTES = 1024 * 1024;

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

/** A distribution that is what it says it is. */
export interface ExaminedDistribution extends Distribution {
  readonly sha256: Sha256;
}

/**
 * Reads a wheel's or an sdist's metadata; name and version must be those of the file name (compared in canonical form).
 * Throws `unknown-file-type`, `invalid-*`, `archive-*`, `metadata-*`, `name-mismatch` and `version-mismatch`.
 */
export async function readDistribution(file: LocalFile): Promise<Distribution> {
  return isWheel(file) ? readWheel(await openWheel(file)) : readSdist(file);
}

/**
 * As `readDistribution`, and reads the file to its end: every file of a wheel must be as its RECORD says, and the build
 * tag in its `WHEEL` file the one of its name. Throws `record-*` and `build-tag-disagrees` besides.
 */
export async function examineDistribution(file: LocalFile): Promise<ExaminedDistribution> {
  if (!isWheel(file)) return { ...(await readSdist(file)), sha256: await digest(file) };
  const wheel = await openWheel(await atOnce(file));
  const distribution = await readWheel(wheel);
  const content = await readEntry(wheel.zip, distInfoEntry(wheel, 'WHEEL'), MAX_METADATA_BYTES);
  checkBuildTag(parseWheelFile(content, file.name), wheel.name, file.name);
  return { ...distribution, sha256: (await verifyWheelRecord(wheel)).sha256 };
}

/**
 * Reads and validates a file that is to be uploaded: coordinates (canonical name, version verbatim from its metadata) and
 * the upload form's metadata fields. Throws what `readDistribution` throws.
 */
export async function inspect(file: LocalFile): Promise<InspectedFile> {
  return inspectedFile(file, await readDistribution(file));
}

/** As `inspect`, of a file that was read to its end. Throws what `examineDistribution` throws. */
export async function examine(file: LocalFile): Promise<ExaminedFile> {
  const examined = await examineDistribution(file);
  return { ...inspectedFile(file, examined), sha256: examined.sha256 };
}

function inspectedFile(file: LocalFile, { buildTag, kind, metadata }: Distribution): InspectedFile {
  return {
    ref: { format: 'pypi', name: canonicalName(metadata.name), version: metadata.version },
    assetName: file.name,
    ...(buildTag !== undefined && { buildTag }),
    fields: formFields(metadata, kind),
  };
}

/** Else it is an sdist. Throws `unknown-file-type`. */
function isWheel(file: LocalFile): boolean {
  if (file.name.endsWith('.whl')) return true;
  if (file.name.endsWith('.tar.gz') || file.name.endsWith('.zip')) return false;
  throw pypiError(
    'unknown-file-type',
    `${quoted(file.name)} is neither a wheel (.whl) nor an sdist (.tar.gz, .zip).`,
    'Name the files that the build left in dist/, without signatures and other files.',
  );
}

/** A small file in memory, since it is read from several places; others are read where they are. */
async function atOnce(file: LocalFile): Promise<LocalFile> {
  if (file.size > SMALL_BYTES) return file;
  const content = await file.read(0, file.size);
  return content.length === file.size ? new MemoryFile(file.name, content) : file;
}

async function digest(file: LocalFile): Promise<Sha256> {
  const hash = createHash('sha256');
  for await (const chunk of file.stream()) hash.update(chunk);
  return parseSha256(hash.digest('hex'));
}

async function readWheel(wheel: WheelArchive): Promise<Distribution> {
  const { file } = wheel.zip;
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
