import { findSet, type FoundSet, type Home, type Selector, type VersionRef } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { connectPlace, type ConnectedPlace } from '../connection/connect-place.ts';
import type { Connection } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import type { ConnectionFlags } from '../flags.ts';
import { type Formats, formatOf, parseVersionRef } from '../formats.ts';
import type { SetSpec } from '../set-spec.ts';
import { isInOneWord, refuseFlags, setInOneWord } from './named-set.ts';
import { givenSelector } from './selector.ts';

/** What READING_FLAGS say, and the version. */
export interface BuildArguments extends ConnectionFlags {
  readonly spec: string;
  readonly build?: string | undefined;
  readonly set?: string | undefined;
  readonly last?: boolean | undefined;
  readonly repository?: string | undefined;
}

/** One build that is read. */
export interface FoundBuild {
  readonly connection: Connection;
  readonly ref: VersionRef;
  readonly found: FoundSet;
}

type Meant = Omit<SetSpec, 'selector'> & { readonly selector: Selector | { readonly by: 'active' } };

/**
 * Finds the build that a command line means: by tag or digest, or what a repository holds now. Throws `usage` when nothing
 * says it, or more than one thing, before it connects; and as a selection does.
 */
export async function findBuild(formats: Formats, args: BuildArguments, context: Context): Promise<FoundBuild> {
  const connect = (): Promise<ConnectedPlace> => connectPlace(args.repository, args, context);
  const meant = await meantBuild(formats, args, async () => (await connect()).connection.home());
  const { connection, repository: name } = await connect();
  const repository = name === undefined ? {} : { repository: connection.domain.reader(name) };
  const { format, ref, selector } = meant;
  const found = await findSet(ref, selector, { format, home: await connection.home(), ...repository });
  return { connection, ref, found };
}

async function meantBuild(formats: Formats, args: BuildArguments, openHome: () => Promise<Home>): Promise<Meant> {
  const { repository, spec } = args;
  const given = givenSelector(args);
  if (isInOneWord(spec)) {
    refuseFlags(spec, args);
    return await setInOneWord(spec, formats, undefined, openHome);
  }
  const format = await formatOf(formats, undefined);
  const ref = parseVersionRef(spec, format);
  if (given !== undefined) return { format, ref, selector: given };
  if (repository !== undefined) return { format, ref, selector: { by: 'active' } };
  const next = 'Give --build TAG, --set DIGEST or --last; or --repository NAME for what it holds now.';
  throw usageError('Nothing says which build is meant.', next);
}
