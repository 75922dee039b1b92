import {
  CodedError,
  findOperation,
  formatVersion,
  type Home,
  type PackageRef,
  type PlannedUndo,
  planUndo,
  undo,
  type UndoResult,
  type UndoStep,
  versionOf,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { insideOf, promotionPorts } from '../connection/promotion-ports.ts';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import { chosenFormats, type Formats, formatOf } from '../formats.ts';
import { operationOptions } from './operation-options.ts';
import { packageIn } from './packages-flag.ts';

interface UndoFlags extends ConnectionFlags {
  readonly promotion: string;
  readonly id?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly to?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly wait?: number | undefined;
  readonly format?: string | undefined;
}

/** What the ids of operations look like; a package may be called so too. */
const ID = /^[a-z]-\w+$/;

/** Takes a promotion back, or says how. */
export function runUndo(formats: Formats): (args: UndoFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const operationId = args.id ?? args.promotion;
    requireId(operationId, args);
    const { connection } = await connectPlace(args.to, args, context);
    const ends = await insideOf(connection);
    const pkg =
      args.id === undefined
        ? await packageWith(operationId, args, formats, ends.home)
        : (await packageIn(args.promotion, args.format, formats)).named;
    const format = await formatOf(formats, pkg.format);
    const ports = promotionPorts(ends, format, args.assume);
    const request = { pkg, operationId };
    const result =
      args.dryRun === true
        ? await planUndo(request, ports)
        : await undo(request, ports, operationOptions(args, context));
    for (const warning of result.warnings) context.output.warn(warning);
    const what = `${formatVersion(versionOf(pkg, result.version))} in ${result.repository}`;
    const json = { ...result, id: result.id ?? null };
    context.output.result(linesOf(what, result), { schemaVersion: 1, undo: json });
    return EXIT.done;
  };
}

function requireId(id: string, { id: second, promotion }: UndoFlags): void {
  if (ID.test(id)) return;
  const pkg = second === undefined ? promotion : '<package>';
  throw usageError(`"${id}" is not the id of an operation.`, `\`history ${pkg}\` lists what was done, with each id.`);
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

const WORDS = {
  undone: 'is as it was before',
  'already-undone': 'was already as it was before',
  planned: 'would be as it was before',
} as const;

const STEPS: Readonly<Record<UndoStep, string>> = {
  lease: 'take the lease',
  tags: 'point the dist-tags back',
  archive: 'archive the version',
  keep: 'put what is there on record, as far as it is not',
  'publish-again': 'publish the same bytes again',
  assemble: 'assemble the version in the transit',
  remove: 'remove the version, which a copy would only add to',
  copy: 'copy it there',
  clean: 'empty the transit',
  hold: 'change the hold',
  log: 'write it to the log',
};

function linesOf(what: string, result: UndoResult | PlannedUndo): string[] {
  const { id, outcome, restored, tags = [] } = result;
  const assets = restored.map(({ name }) => `  restored  ${name}`);
  const nothing = ['  archived, because it had held nothing; promoting the build again publishes it again'];
  const moves = tags.map(({ from, tag, to }) => `  ${tag}  ${from ?? '(none)'} -> ${to ?? '(removed)'}`);
  return [
    `${what} ${WORDS[outcome]}${id === undefined ? '' : ` (${id})`}`,
    ...(restored.length > 0 ? assets : nothing),
    ...moves,
    ...('steps' in result && outcome === 'planned' ? planned(result.steps) : []),
  ];
}

function planned(steps: readonly UndoStep[]): string[] {
  return ['  plan', ...steps.map((step) => `    ${STEPS[step]}`), '  Nothing was written: this was a dry run.'];
}
