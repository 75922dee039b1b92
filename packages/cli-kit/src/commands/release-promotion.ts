import {
  type FormatAdapter,
  promoteTogether,
  type ReleasedSet,
  requireRelease,
  strippingTogether,
  undoTogether,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { connectEnds } from '../connection/connect-ends.ts';
import { connectPlace } from '../connection/connect-place.ts';
import { insideOf, promotionPorts } from '../connection/promotion-ports.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { settingsOf } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { reportTogether, reportUndoTogether, watchTogether } from '../render/report-together.ts';
import { type RouteFlags, routeOf } from './promotion-request.ts';
import { type HowFlags, howWords, routeWords } from './promotion-words.ts';
import { operationOptions } from './operation-options.ts';

export interface ReleaseFlags extends RouteFlags {
  readonly action: string;
  readonly name?: string | undefined;
  readonly sets?: readonly (string | number)[] | undefined;
  readonly comment?: string | undefined;
  readonly format?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly wait?: number | undefined;
}

/** Promotes every set of a release, or none of them. The release itself is looked for in the usual home. */
export async function promoteRelease(
  formats: Formats,
  name: string,
  args: ReleaseFlags,
  context: Context,
): Promise<ExitCode> {
  const found = await context.configuration();
  const { source, destination, ...route } = routeOf(args, found);
  const sets = await setsOf(name, args, context);
  const ends = await connectEnds({ from: source, to: destination }, args, context);
  const refs = sets.map(({ ref }) => ref);
  const items = await Promise.all(
    sets.map(async ({ digest, ref }) => {
      const format = strippingTogether(
        await knownFormat(ref.format, formats),
        refs.filter((one) => one.format === ref.format),
      );
      return {
        request: { ...route, ref, selector: { by: 'set', digest } as const, release: name },
        ports: promotionPorts(ends, format, args.assume),
      };
    }),
  );
  const dryRun = args.dryRun ?? false;
  const options = { ...operationOptions(args, context), dryRun, onEvent: watchTogether(refs, context) };
  const result = await promoteTogether(items, options);
  const to = args.to ?? route.to;
  const again = againOf(name, { ...args, from: args.from ?? route.from, to });
  return reportTogether(result, context, { name, again, back: `release undo ${name} --to ${to}` });
}

/** The command that continues the promotion of a release. */
export function againOf(name: string, { from = '', to = '', ...how }: RouteFlags & HowFlags): string {
  return ['release promote', name, ...routeWords({ from, to }), ...howWords(how)].join(' ');
}

/** Takes back what a release's promotion to a stage did. */
export async function undoRelease(
  formats: Formats,
  name: string,
  args: ReleaseFlags,
  context: Context,
): Promise<ExitCode> {
  if (args.to === undefined) {
    throw usageError(
      'Nothing says which promotion of the release is taken back.',
      'Give --to, as when it was promoted.',
    );
  }
  const { connection, repository: to = args.to } = await connectPlace(args.to, args, context);
  const sets = await setsOf(name, args, context);
  const ends = await insideOf(connection);
  const items = await Promise.all(
    sets.map(async (set) => ({
      set,
      ports: promotionPorts(ends, await knownFormat(set.ref.format, formats), args.assume),
    })),
  );
  context.progress.stage(`taking back ${name} from ${to}`);
  const result = await undoTogether({ release: name, to, items }, operationOptions(args, context));
  return reportUndoTogether(result, context, { name, to, again: `release undo ${name} --to ${args.to}` });
}

async function setsOf(name: string, args: ReleaseFlags, context: Context): Promise<readonly ReleasedSet[]> {
  const connection = await context.connect(settingsOf(args, await context.configuration()));
  return (await requireRelease(name, (await connection.home()).records)).sets;
}

async function knownFormat(name: ReleasedSet['ref']['format'], formats: Formats): Promise<FormatAdapter> {
  if (formats.names.includes(name)) return await formats.load(name);
  throw usageError(`The release holds a set of the format ${name}, which this program does not know.`, 'Use buildset.');
}
