import {
  CodedError,
  findOperation,
  formatVersion,
  type Home,
  type PackageRef,
  undo,
  type UndoResult,
  versionOf,
} from '@buildset/core';
import { answersOf } from '../connection/answers.ts';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import { chosenFormats, type Formats, formatOf, parsePackage, splitSpec } from '../formats.ts';
import { operationOptions } from './operation-options.ts';

interface UndoFlags extends ConnectionFlags {
  readonly spec: string;
  readonly promotion?: string | undefined;
  readonly to?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly wait?: number | undefined;
  readonly format?: string | undefined;
}

/** Takes a promotion back. */
export function runUndo(formats: Formats): (args: UndoFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const { connection } = await connectPlace(args.to, args, context);
    const { domain, meter, spool } = connection;
    const home = await connection.home();
    const operationId = args.promotion ?? args.spec;
    const pkg =
      args.promotion === undefined ? await packageWith(operationId, args, formats, home) : await named(args, formats);
    const format = await formatOf(formats, pkg.format);
    const answers = answersOf(home, format.format, args.assume?.map(String));
    const ports = { source: domain, destination: domain, home, format, spool, meter, answers };
    const result = await undo({ pkg, operationId }, ports, operationOptions(args, context));
    for (const warning of result.warnings) context.output.warn(warning);
    const what = `${formatVersion(versionOf(pkg, result.version))} in ${result.repository}`;
    context.output.result(linesOf(what, result), { schemaVersion: 1, undo: result });
    return EXIT.done;
  };
}

async function named({ format, spec }: UndoFlags, formats: Formats): Promise<PackageRef> {
  const adapter = await formatOf(formats, format);
  return parsePackage(splitSpec(spec, adapter).name, adapter);
}

/** The package whose log tells of the operation. Throws `no-such-operation`. */
async function packageWith(id: string, { format }: UndoFlags, formats: Formats, home: Home): Promise<PackageRef> {
  const found = await findOperation(id, chosenFormats(formats, format), home);
  if (found) return found;
  throw new CodedError('no-such-operation', `No log tells of ${id}.`, {
    side: 'home',
    next: '`history` lists what was done, with the id of each.',
  });
}

function linesOf(what: string, { id, outcome, restored, tags = [] }: UndoResult): string[] {
  const word = outcome === 'undone' ? 'is as it was before' : 'was already as it was before';
  const assets = restored.map(({ name }) => `  restored  ${name}`);
  const nothing = ['  archived, because it had held nothing; promoting the build again publishes it again'];
  const moves = tags.map(({ from, tag, to }) => `  ${tag}  ${from ?? '(none)'} -> ${to ?? '(removed)'}`);
  return [`${what} ${word} (${id})`, ...(restored.length > 0 ? assets : nothing), ...moves];
}
