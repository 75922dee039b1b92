import { formatVersion, shortDigest, why, type WhyRow } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { repositoryOf, targetOf } from '../config/stages.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import { type Formats, formatOf, parseVersionRef } from '../formats.ts';
import { table } from '../render/table.ts';

interface WhyFlags extends ConnectionFlags {
  readonly spec: string;
  readonly to: string;
  readonly from?: string | undefined;
  readonly format?: string | undefined;
}

/** Holds every build of a version against the gates of a stage. */
export function runWhy(formats: Formats): (args: WhyFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const ref = parseVersionRef(args.spec, format);
    const found = await context.configuration();
    const { gates = { stage: args.to } } = targetOf(args.to, found.configuration);
    const [only, ...others] = gates.from ?? [];
    const from = args.from === undefined ? only : repositoryOf(args.from, found.configuration);
    if (from === undefined || (args.from === undefined && others.length > 0)) {
      throw usageError('Nothing says where the build comes from.', 'Give --from, a stage or a repository.');
    }
    const connection = await context.connect(settingsOf(args, found));
    const ports = { source: connection.domain, home: await connection.home(), format };
    const rows = await why({ ref, from, gates }, ports);
    const lines = table([['BUILD', 'SET', `FOR ${args.to}`, 'LACKS', ''], ...rows.map((row) => cells(row, from))]);
    const empty = [`${formatVersion(ref)} has no build on record, nor in ${from}.`];
    context.output.result(rows.length === 0 ? empty : lines, { schemaVersion: 1, builds: rows });
    return EXIT.done;
  };
}

function cells({ build, digest, eligible, gates, inSource, isLast, isLastPassed }: WhyRow, from: string): string[] {
  const gatesLacked = gates.filter(({ met }) => !met).map(({ has, needs }) => `${needs} (${has})`);
  const lacks = [...(inSource ? [] : [`to be in ${from}`]), ...gatesLacked];
  const chosen = [isLast ? '--last' : '', isLastPassed ? '--last-passed' : ''].filter((one) => one !== '');
  return [
    build ?? '-',
    shortDigest(digest),
    eligible ? 'yes' : 'no',
    lacks.join('; ') || '-',
    chosen.length > 0 ? `<- ${chosen.join(', ')}` : '',
  ];
}
