import { CodedError, findSet, type FoundSet, hasCode } from '@buildset/core';
import { connectPlace } from '../connection/connect-place.ts';
import type { Connection } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import type { SetSpec } from '../set-spec.ts';
import { namedSet } from './named-set.ts';
import type { SelectorFlags } from './selector.ts';

/** What a command about one set is given. */
export interface SubjectFlags extends SelectorFlags, ConnectionFlags {
  readonly spec: string;
  readonly from?: string | undefined;
  readonly format?: string | undefined;
}

/** One set of a version, found on record or in a repository. */
export interface Subject extends SetSpec {
  readonly connection: Connection;
  readonly found: FoundSet;
}

/** Finds the set that a command line means. Sets that are not on record are found with `--from` only. */
export async function subjectOf(formats: Formats, args: SubjectFlags, context: Context): Promise<Subject> {
  const openHome = async () => (await connectPlace(args.from, args, context)).connection.home();
  const { format, ref, selector } = await namedSet(args, formats, openHome);
  const { connection, repository: from } = await connectPlace(args.from, args, context);
  const home = await connection.home();
  const repository = from === undefined ? {} : { repository: connection.domain.reader(from) };
  try {
    const found = await findSet(ref, selector, { format, home, ...repository });
    return { ref, format, selector, connection, found };
  } catch (error) {
    throw from === undefined && hasCode(error, 'no-such-build') ? notOnRecord(error) : error;
  }
}

function notOnRecord({ code, message, next = '', side }: CodedError): CodedError {
  return new CodedError(code, message, { side, next: `${next} --from REPOSITORY finds one without a record.`.trim() });
}
