import {
  formatVersion,
  type Hold,
  type HoldOutcome,
  liftHold,
  listHolds,
  placeHold,
  repositoryArn,
  shortDigest,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { connectPlace, requireThere } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Formats, formatOf, parsePackage, parseVersionRef, splitSpec } from '../formats.ts';
import { actorOf } from '../provenance/provenance.ts';
import { actorWord } from '../render/actor.ts';
import { table } from '../render/table.ts';
import { type SubjectFlags, subjectOf } from './subject.ts';

interface HoldFlags extends SubjectFlags {
  readonly action: string;
  readonly stage?: string | undefined;
  readonly reason?: string | undefined;
}

/** Lists, places or lifts holds. */
export function runHold(formats: Formats): (args: HoldFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    if (args.action === 'list') await list(formats, args, context);
    else if (args.action === 'place') await place(formats, args, context);
    else if (args.action === 'lift') await lift(formats, args, context);
    else throw usageError(`There is no "hold ${args.action}".`, 'Give hold list, hold place or hold lift.');
    return EXIT.done;
  };
}

async function list(formats: Formats, args: HoldFlags, context: Context): Promise<void> {
  const format = await formatOf(formats, args.format);
  const { name, version } = splitSpec(args.spec, format);
  const place = await connectPlace(args.stage, args, context);
  const { connection, repository: to } = place;
  const all = await listHolds(parsePackage(name, format), await connection.home(), version);
  const holds = all.filter((hold) => to === undefined || nameOf(hold.to) === to);
  if (holds.length === 0) await requireThere(place);
  const rows = table([['VERSION', 'REPOSITORY', 'SET', 'SINCE', 'BY', 'REASON'], ...holds.map(cells)]);
  const none = [`Nothing of ${args.spec} is held.`];
  context.output.result(holds.length === 0 ? none : rows, { schemaVersion: 1, holds });
}

async function place(formats: Formats, args: HoldFlags, context: Context): Promise<void> {
  const to = requireStage(args);
  const { found, ref } = await subjectOf(formats, { ...args, from: args.from ?? to }, context);
  const { connection, repository = to } = await connectPlace(to, args, context);
  const place = { ref, to: repositoryArn({ ...connection.domain.ref, repository }), set: found.digest };
  const outcome = await placeHold(place, await connection.home(), said(args, context));
  const word = outcome.outcome === 'placed' ? 'holds on to' : 'already held on to';
  report(outcome, [`${repository} ${word} set ${shortDigest(found.digest)} of ${formatVersion(ref)}`], context);
}

async function lift(formats: Formats, args: HoldFlags, context: Context): Promise<void> {
  const format = await formatOf(formats, args.format);
  const ref = parseVersionRef(args.spec, format);
  const stage = requireStage(args);
  const place = await connectPlace(stage, args, context);
  const { connection, repository = stage } = place;
  const to = repositoryArn({ ...connection.domain.ref, repository });
  const outcome = await liftHold({ ref, to }, await connection.home(), said(args, context));
  if (outcome.outcome === 'not-held') await requireThere(place);
  const held = outcome.set === undefined ? '' : ` set ${shortDigest(outcome.set)} of`;
  const word = outcome.outcome === 'lifted' ? 'does not hold on to' : 'held on to nothing of';
  report(outcome, [`${repository} ${word}${held} ${formatVersion(ref)}${held === '' ? '' : ' any more'}`], context);
}

function report(hold: HoldOutcome, lines: readonly string[], { output }: Context): void {
  output.result(lines, { schemaVersion: 1, hold });
}

function said({ reason }: HoldFlags, { environment }: Context): { readonly by?: string; readonly reason?: string } {
  return defined({ by: actorOf(environment), reason });
}

function requireStage({ action, stage }: HoldFlags): string {
  if (stage !== undefined) return stage;
  throw usageError(`"hold ${action}" needs the stage.`, 'Give --stage with a stage or a repository.');
}

function cells({ at, by, principal, reason = '-', set, to, version }: Hold): string[] {
  return [
    version,
    nameOf(to),
    shortDigest(set),
    at?.toISOString().replace(/\.\d+Z$/, 'Z') ?? '-',
    actorWord(by, principal),
    reason,
  ];
}

function nameOf(arn: string): string {
  return arn.startsWith('arn:') ? arn.slice(arn.lastIndexOf('/') + 1) : arn;
}
