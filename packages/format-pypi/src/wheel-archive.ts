import type { LocalFile } from '@buildset/core';

import { pypiError, quoted } from './errors.ts';
import { canonicalName, isPythonName } from './python-name.ts';
import { parseWheelName, type WheelName } from './wheel-name.ts';
import { openZip, type ZipArchive, type ZipEntry } from './zip-archive.ts';

/** A wheel that was opened: its checked directory, and where its metadata is. */
export interface WheelArchive {
  readonly name: WheelName;
  readonly zip: ZipArchive;
  /** `pyabc-1.0.0.dist-info`, as spelled in the archive. */
  readonly distInfo: string;
}

/**
 * Opens a wheel and finds its one `.dist-info` directory, whose project must be that of the file name (binary distribution
 * format specification). Throws `invalid-wheel-name`, `archive-*`, `metadata-missing`, `metadata-ambiguous`, `name-mismatch`.
 */
export async function openWheel(file: LocalFile): Promise<WheelArchive> {
  const name = parseWheelName(file.name);
  const zip = await openZip(file);
  const tops = new Set(zip.entries.map((entry) => entry.name.split('/')[0] ?? ''));
  const candidates = [...tops].filter((top) => top.toLowerCase().endsWith('.dist-info'));
  const [distInfo] = candidates;
  if (distInfo === undefined) throw missing(file, '.dist-info directory');
  if (candidates.length > 1) {
    throw pypiError(
      'metadata-ambiguous',
      `${file.name} has ${candidates.length} .dist-info directories: ${candidates.slice(0, 3).map(quoted).join(', ')}.`,
      'Build the wheel again in a clean directory (remove build/ first).',
    );
  }
  const project = distInfo.slice(0, -'.dist-info'.length).split('-')[0] ?? '';
  if (!isPythonName(project) || canonicalName(project) !== name.name) {
    throw pypiError(
      'name-mismatch',
      `${file.name} holds ${quoted(distInfo)}, which is another project's.`,
      'Do not rename wheels by hand; build the wheel again.',
    );
  }
  return { name, zip, distInfo };
}

/** A file of the `.dist-info` directory. Throws `metadata-missing`, and `metadata-ambiguous` when two differ in case only. */
export function distInfoEntry(wheel: WheelArchive, fileName: string): ZipEntry {
  const path = `${wheel.distInfo}/${fileName}`;
  const found = wheel.zip.entries.filter((entry) => entry.name.toLowerCase() === path.toLowerCase());
  if (found.length > 1) {
    throw pypiError(
      'metadata-ambiguous',
      `${wheel.zip.file.name} has ${found.length} files ${quoted(path)} that differ in upper and lower case only.`,
      'Build the wheel again with a current build tool.',
    );
  }
  const [entry] = found;
  if (entry?.name !== path) throw missing(wheel.zip.file, path);
  return entry;
}

function missing(file: LocalFile, what: string): Error {
  return pypiError(
    'metadata-missing',
    `${file.name} has no ${what}.`,
    'Build the wheel with a build tool (python -m build --wheel), not with zip.',
  );
}
