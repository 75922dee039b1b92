import { shortDigest, why, type WhyRow } from '@buildset/core';
import { isOrdered, placeOf, targetOf } from '../config/stages.ts';
import { connectPlace, requireThere } from '../connection/connect-place.ts';
import { connectEnds } from '../connection/connect-ends.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import { type Formats, formatOf, parseVersionRef } from '../formats.ts';
import { noBuild } from './meant-package.ts';
import { gatesFor, requireSource } from './promotion-request.ts';
import { madeOf } from '../render/made-of.ts';
import { table } from '../render/table.ts';

interface WhyFlags extends ConnectionFlags {
  readonly spec: string;
  readonly to: string;
  readonly from?: string | undefined;
  readonly format?: string | undefined;
}

/** Holds every build of a version against the gates of a stage. Throws `no-such-build` where there is none. */
export function runWhy(formats: Formats): (args: WhyFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const ref = parseVersionRef(args.spec, format);
    const found = await context.configuration();
    const fromName = args.from ?? requireSource(args.to, found);
    const source = placeOf(fromName, args, found);
    const from = source.repository;
    const { gates: known } = targetOf(args.to, found.configuration);
    if (!known) await requireThere(await connectPlace(args.to, args, context));
    const asked = known ?? { stage: args.to };
    const ends = await connectEnds({ from: source, to: placeOf(args.to, args, found) }, args, context);
    await ends.home.opening; // throws where there is no home
    const gates = gatesFor(asked, source, args, found);
    const isSourceOrdered = isOrdered(fromName, found.configuration);
    const rows = await why({ ref, from, gates, isSourceOrdered }, { ...ends, format });
    if (rows.length === 0)
      throw await noBuild({ pkg: ref, version: ref.version }, { flag: '--from', formats, ...ends });
    const lines = table([
      ['BUILD', 'SET', `FOR ${args.to}`, 'LACKS', ''],
      ...rows.map((row) => cells(row, ref.version, from, rows)),
    ]);
    if (isSourceOrdered && rows.some(({ inSource }) => !inSource)) lines.push('', howToBring(from, fromName, args));
    context.output.result(lines, { schemaVersion: 1, builds: rows });
    return EXIT.done;
  };
}

/** What to do about a build that is not in a stage that takes builds from others only. */
function howToBring(from: string, stage: string, { format, spec }: WhyFlags): string {
  const flag = format === undefined ? '' : ` --format ${format}`;
  const way = `promote a build there first, \`why ${spec}${flag} --to ${stage}\` shows what it lacks.`;
  return `${from} takes builds by promotion only: ${way}`;
}

function cells(
  { build, digest, eligible, gates, inSource, isLast, isLastPassed, origins }: WhyRow,
  version: string,
  from: string,
  rows: readonly WhyRow[],
): string[] {
  const gatesLacked = gates.filter(({ met }) => !met).map(({ has, needs }) => `${needs} (${has})`);
  const lacks = [...(inSource ? [] : [`to be in ${from}`]), ...gatesLacked];
  const chosen = [isLast ? '--last' : '', isLastPassed ? '--last-passed' : ''].filter((one) => one !== '');
  return [
    build ?? madeOf(origins, version, (set) => rows.flatMap((row) => (row.digest === set ? (row.build ?? []) : []))),
    shortDigest(digest),
    eligible ? 'yes' : 'no',
    lacks.join('; ') || '-',
    chosen.length > 0 ? `<- ${chosen.join(', ')}` : '',
  ];
}
