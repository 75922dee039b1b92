import {
  type CodedError,
  formatVersion,
  type MeterReading,
  type ReleasedSet,
  shortDigest,
  type TogetherEvent,
  type TogetherPart,
  type TogetherResult,
  type UndoTogetherPart,
  type UndoTogetherResult,
  type VersionRef,
} from '@buildset/core';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { costOf } from './cost.ts';
import { promotionProgress } from './promotion-progress.ts';
import { setJson } from './release.ts';
import { plural } from './size.ts';
import { table } from './table.ts';

/** What to tell besides the result. */
export interface TogetherHints {
  /** What the sets are called together, for example the release's name. */
  readonly name: string;
  /** The command that continues, without the program's name. */
  readonly again: string;
  /** The command that takes back what is done; absent where there is none. */
  readonly back?: string;
}

/** Shows which set is worked at. */
export function watchTogether(
  refs: readonly VersionRef[],
  { output, progress }: Context,
): (event: TogetherEvent) => void {
  const show = promotionProgress(progress, output);
  return ({ event, index, phase }) => {
    const ref = refs[index];
    if (phase === 'promoting') show(event);
    else if (event.type === 'selected' && ref) progress.stage(`planning ${formatVersion(ref)}`);
  };
}

/** Tells what came of a promotion of several sets, each with its state, and returns the exit code. */
export function reportTogether(result: TogetherResult, context: Context, hints: TogetherHints): ExitCode {
  const { output, program, progress } = context;
  const { outcome, parts } = result;
  progress.end();
  const { from = '', to = '' } = parts[0]?.request ?? {};
  const rows = parts.map(({ error, request, result: one, state }) => {
    const id = state === 'promoted' ? (one?.id ?? '') : '';
    return [
      state,
      named(request.ref, one?.set?.ref),
      one?.set ? `set ${shortDigest(one.set.digest)}` : '',
      error ? '' : (one?.method ?? ''),
      error ? reason(error) : id,
    ];
  });
  const lines = [
    `${hints.name}: ${headline(result)} from ${from} to ${to}`,
    ...table(rows, '  '),
    `  ${costOf(result)}`,
  ];
  output.result(lines, {
    schemaVersion: 1,
    promotions: { name: hints.name, outcome, from, to, ...counted(result), sets: parts.map(partJson) },
  });
  for (const part of parts) {
    for (const warning of part.result?.warnings ?? []) output.warn(`${formatVersion(part.request.ref)}: ${warning}`);
  }
  const wrong = parts.filter(({ error }) => error);
  for (const { error, request } of wrong)
    if (error) tell(error, request.ref, nextOf(result, hints, error, program), context);
  return exitOf(outcome === 'stopped', wrong);
}

/** A set that is stripped becomes another version. */
function named(ref: VersionRef, { version }: VersionRef = ref): string {
  return version === ref.version ? formatVersion(ref) : `${formatVersion(ref)} as ${version}`;
}

/** Tells what was taken back, and returns the exit code. */
export function reportUndoTogether(
  result: UndoTogetherResult,
  context: Context,
  { again, name, to }: { readonly name: string; readonly to: string; readonly again: string },
): ExitCode {
  const { output, program, progress } = context;
  const { outcome, parts } = result;
  progress.end();
  const rows = parts.map(({ error, result: one, set, state }) => [
    state,
    formatVersion(set.ref),
    `set ${shortDigest(set.digest)}`,
    error ? reason(error) : (one?.id ?? UNDO_MEANING[state]),
  ]);
  const word = {
    undone: 'was taken back',
    'nothing-to-undo': 'has nothing to take back',
    stopped: 'was taken back in part',
  };
  output.result([`${name} ${word[outcome]} in ${to}`, ...table(rows, '  '), `  ${costOf(result)}`], {
    schemaVersion: 1,
    undone: { name, outcome, to, ...counted(result), sets: parts.map(undonePartJson) },
  });
  for (const { result: one, set } of parts) {
    for (const warning of one?.warnings ?? []) output.warn(`${formatVersion(set.ref)}: ${warning}`);
  }
  const wrong = parts.filter(({ error }) => error);
  for (const { error, set } of wrong) {
    const next = [error?.next, `Then run it again, it continues: ${program} ${again}.`].filter(Boolean).join(' ');
    if (error) tell(error, set.ref, next, context);
  }
  return exitOf(outcome === 'stopped', wrong);
}

/** In the last column, which may be as long as it is. */
function reason({ code, message }: CodedError): string {
  return `${code}: ${message}`;
}

const UNDO_MEANING: Readonly<Record<UndoTogetherPart['state'], string>> = {
  undone: '',
  'not-there': 'the release has not put it there',
  kept: 'it had been there without the release',
  failed: '',
  untouched: '',
};

function headline({ outcome, parts }: TogetherResult): string {
  const count = plural(parts.length, 'set');
  const done = parts.filter(({ state }) => state === 'promoted' || state === 'already-there').length;
  const unfit = parts.filter(({ state }) => state === 'unfit').length;
  switch (outcome) {
    case 'promoted':
      return `${count} promoted`;
    case 'already-there':
      return `${count} already there`;
    case 'planned':
      return `${count} would be promoted`;
    case 'refused':
      return `nothing was written, ${unfit} of ${count} cannot be promoted`;
    case 'stopped':
      return `stopped, ${done} of ${count} promoted`;
    default:
      return outcome satisfies never;
  }
}

function nextOf(
  { outcome, parts }: TogetherResult,
  hints: TogetherHints,
  { next }: CodedError,
  program: string,
): string {
  if (outcome !== 'stopped') return [next, 'Nothing was written.'].filter(Boolean).join(' ');
  const isSomethingDone = parts.some(({ state }) => state === 'promoted');
  const back =
    hints.back !== undefined && isSomethingDone ? ` To take back what is done: ${program} ${hints.back}.` : '';
  return [next, `To continue: ${program} ${hints.again}.${back}`].filter(Boolean).join(' ');
}

function tell({ code, message, side }: CodedError, ref: VersionRef, next: string, { output }: Context): void {
  output.error({ code, message: `${formatVersion(ref)}: ${message}`, side, next });
}

/** What stopped on the way is "some items not done", unless it was the user or the credentials that ended it. */
function exitOf(isStopped: boolean, wrong: readonly { readonly error?: CodedError }[]): ExitCode {
  const codes = wrong.map(({ error }) => exitCodeOf(error?.code ?? ''));
  const [first = EXIT.done] = codes;
  if (!isStopped || first === EXIT.credentials || first === EXIT.interrupted) return first;
  return EXIT.incomplete;
}

function counted({ bytesTransferred, calls, writes }: MeterReading) {
  return { calls, writes, bytesTransferred };
}

function partJson({ error, request, result, state }: TogetherPart): object {
  const set = result?.set;
  const { format, name, namespace = null, version } = request.ref;
  return {
    state,
    ...(set ? setJson(set) : { digest: null, format, namespace, package: name, version, builds: [] }),
    method: result?.method ?? null,
    id: result?.id ?? null,
    ...withError(error),
    warnings: result?.warnings ?? [],
  };
}

function undonePartJson({ error, result, set, state }: UndoTogetherPart): object {
  return { state, ...setJson(set satisfies ReleasedSet), id: result?.id ?? null, ...withError(error) };
}

function withError(error: CodedError | undefined): object {
  return error ? { error: { code: error.code, message: error.message } } : {};
}
