import type { InstallerFile } from '@buildset/core';

import type { OfferedVersion } from './dependencies.ts';
import { tryParseSdistName } from './sdist-name.ts';
import { tryParseWheelName } from './wheel-name.ts';

/**
 * The versions that the files of a project's index are of, one entry a file that installers may take. Yanked files and
 * names that are neither a wheel's nor an sdist's are left out.
 */
export function offeredVersions(files: readonly InstallerFile[]): readonly OfferedVersion[] {
  return files.flatMap(({ name, requiresPython, yanked }) => {
    const wheel = tryParseWheelName(name);
    const parsed = wheel ?? tryParseSdistName(name);
    if (!parsed || yanked === true) return [];
    return {
      version: parsed.version,
      ...(requiresPython === undefined ? {} : { requiresPython }),
      ...(wheel === undefined ? {} : { wheel }),
    };
  });
}
