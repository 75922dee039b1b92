import { stat } from 'node:fs/promises';
import { inParallel } from '@buildset/core';
import { GenericError } from '../generic-error.ts';
import type { TreeFile } from './collect-tree.ts';

/** Throws `file-changed` for a file that was written to, or went away, since the tree was collected. */
export async function requireUnchanged(files: readonly TreeFile[]): Promise<void> {
  await inParallel(files, 16, async ({ changedAtMs, location, size }) => {
    const now = await stat(location).catch(() => undefined);
    if (now?.size === size && now.mtimeMs === changedAtMs) return;
    const what = now ? 'changed' : 'went away';
    const next = 'Wait until nothing writes there, and publish it again; or leave it out (--ignore).';
    throw new GenericError('file-changed', `${location} ${what} while it was read.`, next);
  });
}
