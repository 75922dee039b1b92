import { calls } from './calls.ts';
import { genericLarge } from './generic-large.ts';
import { genericTree } from './generic-tree.ts';
import { listing } from './listing.ts';
import { metadata } from './metadata.ts';
import { npmPromote } from './npm-promote.ts';
import { npmWorkspaces } from './npm-workspaces.ts';
import { promoteLarge } from './promote-large.ts';
import { promoteOne } from './promote-one.ts';
import { rerun } from './rerun.ts';
import type { Row } from './row.ts';
import { serverBytes } from './server-bytes.ts';
import { startup } from './startup.ts';
import { tagLargeWheel } from './tag.ts';
import { uploadMany } from './upload.ts';

/** By number. */
export const ROWS: readonly Row[] = [
  promoteOne,
  uploadMany,
  startup,
  tagLargeWheel,
  promoteLarge,
  serverBytes,
  metadata,
  rerun,
  calls,
  listing,
  genericTree,
  genericLarge,
  npmPromote,
  npmWorkspaces,
];

/** The rows of names, numbers and groups; all when there is none. Throws RangeError for one that nothing has. */
export function selectRows(names: readonly string[]): readonly Row[] {
  const wanted = names.map((name) => {
    const rows = ROWS.filter((row) => [row.name, String(row.number), ...row.groups].includes(name));
    if (rows.length === 0) throw new RangeError(`there is no row '${name}'`);
    return rows;
  });
  const all = wanted.flat();
  return ROWS.filter((row) => names.length === 0 || all.includes(row));
}
