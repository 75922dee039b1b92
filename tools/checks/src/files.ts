import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { EMPTY_NAMES, MAX_FILE_BYTES } from './rules.ts';
import type { Violation } from './violation.ts';
import type { Workspace } from './workspace.ts';

/** No file or folder is named for nothing in particular. */
export function checkNames({ files }: Workspace): Violation[] {
  return files.flatMap((file) => {
    const empty = file.split('/').find((part) => EMPTY_NAMES.includes(part.replace(/\..*$/, '').toLowerCase()));
    if (empty === undefined) return [];
    return [{ file, message: `"${empty}" does not say what it holds: name it for its noun or verb` }];
  });
}

/** Nothing large is committed. */
export function checkSizes({ root, files }: Workspace): Violation[] {
  return files.flatMap((file) => {
    const { size } = statSync(join(root, file));
    return size > MAX_FILE_BYTES ? [{ file, message: `${size} bytes: at most ${MAX_FILE_BYTES} are committed` }] : [];
  });
}

/** The lock file names no download address, so that it serves every registry. */
export function checkLockFile({ root, files }: Workspace): Violation[] {
  const file = 'package-lock.json';
  if (!files.includes(file)) return [{ file, message: 'is missing' }];
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((text, index) =>
      text.includes('"resolved": "http')
        ? [
            {
              file,
              line: index + 1,
              message: 'names a download address: run npm install with the .npmrc of this folder',
            },
          ]
        : [],
    );
}
