import { createHash } from 'node:crypto';
import type { ReleasedSet } from '@buildset/core';
import type { WorkspacePackage } from '@buildset/format-npm';
import { readPackage } from '../package/read-package.ts';

/** Digits of the digest over the sets: enough to tell a monorepo's releases apart. */
const DIGITS = 12;

/** Characters of the monorepo's name that are kept. */
const MAX_NAME_LENGTH = 60;

/**
 * A release's name made of what is in it: the same sets in the same order give the same name, so that a second run is the
 * same release, wherever it was checked out. It begins with the name in the monorepo's own `package.json`, for people.
 */
export async function releaseName(members: readonly WorkspacePackage[], sets: readonly ReleasedSet[]): Promise<string> {
  const digest = createHash('sha256')
    .update(sets.map(({ digest: set }) => set).join('\n'))
    .digest('hex');
  return `${await monorepoName(members)}-${digest.slice(0, DIGITS)}`;
}

async function monorepoName([first]: readonly WorkspacePackage[]): Promise<string> {
  const root = first && (await readPackage(first.folder.slice(0, -first.location.length)));
  const name = (root?.name ?? '').replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[._-]+/, '');
  return name === '' ? 'workspaces' : name.slice(0, MAX_NAME_LENGTH);
}
