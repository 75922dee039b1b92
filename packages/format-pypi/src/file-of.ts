import type { VersionRef } from '@buildset/core';
import { canonicalName } from './python-name.ts';
import { tryParseSdistName } from './sdist-name.ts';
import { normalizeVersion } from './version.ts';
import { tryParseWheelName } from './wheel-name.ts';

/** Whether a file's name says that it is of a version, however either is spelled. */
export function isFileOf(fileName: string, { name, version }: Pick<VersionRef, 'name' | 'version'>): boolean {
  const parsed = tryParseWheelName(fileName) ?? tryParseSdistName(fileName);
  if (parsed?.name !== canonicalName(name)) return false;
  return normalizeVersion(parsed.version) === normalizeVersion(version);
}
