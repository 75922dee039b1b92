import { pypiError, quoted } from './errors.ts';
import { canonicalName, isPythonName } from './python-name.ts';
import { tryParseVersion } from './version.ts';

/** The parts of a source distribution's file name (PEP 625, and the legacy spellings before it). */
export interface SdistName {
  /** As spelled. */
  readonly distribution: string;
  /** Canonical. */
  readonly name: string;
  /** As spelled; a valid PEP 440 version. */
  readonly version: string;
  readonly extension: '.tar.gz' | '.zip';
}

const EXTENSIONS = ['.tar.gz', '.zip'] as const;

/** Reads an sdist's file name; legacy names may have dashes in the project's name. Throws `invalid-sdist-name`. */
export function parseSdistName(fileName: string): SdistName {
  const parsed = tryParseSdistName(fileName);
  if (!parsed) {
    throw pypiError(
      'invalid-sdist-name',
      `${quoted(fileName)} is not a source distribution's file name.`,
      'An sdist is called name-version.tar.gz (PEP 625); build it again with a current build tool.',
    );
  }
  return parsed;
}

/** As `parseSdistName`; undefined when the name is not an sdist's. */
export function tryParseSdistName(fileName: string): SdistName | undefined {
  const extension = EXTENSIONS.find((candidate) => fileName.endsWith(candidate));
  if (extension === undefined) return undefined;
  const stem = fileName.slice(0, -extension.length);
  // A PEP 440 version in a file name has no dash, so the last one divides.
  const dash = stem.lastIndexOf('-');
  const [distribution, version] = [stem.slice(0, Math.max(dash, 0)), stem.slice(dash + 1)];
  if (!isPythonName(distribution) || /\s/.test(version) || !tryParseVersion(version)) return undefined;
  return { distribution, name: canonicalName(distribution), version, extension };
}
