import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ReleasedSet } from '@buildset/core';
import type { WorkspacePackage } from '@buildset/format-npm';

/** Digits of the digest over the sets: enough to tell a monorepo's releases apart. */
const DIGITS = 12;

/** Characters of the monorepo's name that are kept. */
const MAX_NAME_LENGTH = 60;

/**
 * A release's name made of what is in it: the same sets in the same order give the same name, so that a second run is the
 * same release. It begins with the folder of the monorepo, for people.
 */
export function releaseName(members: readonly WorkspacePackage[], sets: readonly ReleasedSet[]): string {
  const digest = createHash('sha256')
    .update(sets.map(({ digest: set }) => set).join('\n'))
    .digest('hex');
  return `${folderName(members)}-${digest.slice(0, DIGITS)}`;
}

function folderName([first]: readonly WorkspacePackage[]): string {
  if (!first) return 'workspaces';
  const root = first.folder.slice(0, first.folder.length - first.location.length);
  const name = basename(root)
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[._-]+/, '');
  return name === '' ? 'workspaces' : name.slice(0, MAX_NAME_LENGTH);
}
