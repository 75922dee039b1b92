import {
  formatVersion,
  type Hold,
  type HoldOutcome,
  inParallel,
  liftHold,
  listHolds,
  type PackageRef,
  placeHold,
  repositoryArn,
  shortDigest,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { connectPlace, requireThere } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Formats, formatOf, parseVersionRef } from '../formats.ts';
import { actorOf } from '../provenance/provenance.ts';
import { actorWord } from '../render/actor.ts';
import { placeName } from '../render/place-name.ts';
import { shortTime } from '../render/short-time.ts';
import { table } from '../render/table.ts';
import { requireKnown } from './meant-package.ts';
import { namedPackage, packagesOf } from './packages-flag.ts';
import { type SubjectFlags, subjectOf } from './subject.ts';

/** How many logs are read at once. */
const AT_ONCE = 8;

interface HoldFlags extends Omit<SubjectFlags, 'spec'> {
  readonly spec?: string | undefined;
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
  const { named, version } = await namedPackage(args, formats);
  const place = await connectPlace(args.stage, args, context);
  const { connection, repository: to } = place;
  const home = await connection.home();
  const packages = named ? [named] : await packagesOf(args, formats, home);
  const all = await inParallel(packages, AT_ONCE, async (pkg) =>
    (await listHolds(pkg, home, version)).map((hold) => ({ pkg, ...hold })),
  );
  const holds = all.flat().filter((hold) => to === undefined || placeName(hold.to) === to);
  if (holds.length === 0) await requireThere(place);
  if (holds.length === 0 && named) await requireKnown({ pkg: named, version }, formats, home);
  const rows = table([['VERSION', 'REPOSITORY', 'SET', 'SINCE', 'BY', 'REASON'], ...holds.map(cells)]);
  const none = [`Nothing${args.spec === undefined ? '' : ` of ${args.spec}`} is held.`];
  context.output.result(holds.length === 0 ? none : rows, { schemaVersion: 1, holds: holds.map(json) });
}

async function place(formats: Formats, args: HoldFlags, context: Context): Promise<void> {
  const to = requireStage(args);
  const subject = { ...args, spec: requireSpec(args), from: args.from ?? to };
  const { found, ref } = await subjectOf(formats, subject, context);
  const { connection, repository = to } = await connectPlace(to, args, context);
  const place = { ref, to: repositoryArn({ ...connection.domain.ref, repository }), set: found.digest };
  const outcome = await placeHold(place, await connection.home(), said(args, context));
  const word = outcome.outcome === 'placed' ? 'holds on to' : 'already held on to';
  report(outcome, [`${repository} ${word} set ${shortDigest(found.digest)} of ${formatVersion(ref)}`], context);
}

async function lift(formats: Formats, args: HoldFlags, context: Context): Promise<void> {
  const format = await formatOf(formats, args.format);
  const ref = parseVersionRef(requireSpec(args), format);
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

function requireSpec({ action, spec }: HoldFlags): string {
  if (spec !== undefined) return spec;
  throw usageError(`"hold ${action}" needs the version.`, 'Name the package and the version that it is of.');
}

type ListedHold = Hold & { readonly pkg: PackageRef };

function json({ pkg: { format, name, namespace }, ...hold }: ListedHold): object {
  return { format, namespace: namespace ?? null, package: name, ...hold };
}

function cells({ at, by, pkg, principal, reason = '-', set, to, version }: ListedHold): string[] {
  return [
    formatVersion({ ...pkg, version }),
    placeName(to),
    shortDigest(set),
    at ? shortTime(at) : '-',
    actorWord(by, principal),
    reason,
  ];
}
