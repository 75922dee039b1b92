import {
  type Connection,
  type ConnectionFlags,
  connectPlace,
  type Context,
  parseVersionRef,
  usageError,
} from '@buildset/cli-kit';
import { findSet, type FoundSet, type VersionRef } from '@buildset/core';
import { generic } from '@buildset/format-generic';
import { givenSelector, type SelectorArguments } from '../selector.ts';

export interface FindArguments extends SelectorArguments, ConnectionFlags {
  readonly spec: string;
  readonly repository?: string | undefined;
}

/** Which set is meant: by tag or digest, or what a repository holds. Throws `usage` when nothing says it. */
export function requireSelection(args: FindArguments): VersionRef {
  const ref = parseVersionRef(args.spec, generic);
  if (givenSelector(args) === undefined && args.repository === undefined) {
    const next = 'Give --build TAG, --set DIGEST or --last; or --repository NAME for what it holds now.';
    throw usageError('Nothing says which build is meant.', next);
  }
  return ref;
}

/** Connects, and finds that set. Throws as a selection does. */
export async function findMeant(
  args: FindArguments,
  ref: VersionRef,
  context: Context,
): Promise<{ readonly found: FoundSet; readonly connection: Connection }> {
  const { connection, repository: name } = await connectPlace(args.repository, args, context);
  const repository = name === undefined ? undefined : connection.domain.reader(name);
  const selector = givenSelector(args) ?? ({ by: 'active' } as const);
  const home = await connection.home();
  const found = await findSet(ref, selector, { format: generic, home, ...(repository ? { repository } : {}) });
  return { found, connection };
}
