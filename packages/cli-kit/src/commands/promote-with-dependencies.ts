import { type Dependencies, formatVersion, promote, promoteTogether, withDependencies } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Formats } from '../formats.ts';
import { reportTogether, watchTogether } from '../render/report-together.ts';
import { type PreparedPromotion, type PromoteFlags, withPromotion } from './prepare-promotion.ts';
import { promotionWords } from './promotion-words.ts';

/**
 * Promotes a build and, before it, what it requires, the destination lacks and the source has: all or none of it is begun.
 * A refusal is a result with an exit code of its own. `own` are the front-end's words of the command line, for the command
 * that continues.
 */
export async function promoteWithDependencies(
  formats: Formats,
  args: PromoteFlags,
  context: Context,
  dependenciesOf: (prepared: PreparedPromotion) => Dependencies,
  own: readonly string[] = [],
): Promise<ExitCode> {
  if (args.planOut !== undefined) {
    throw usageError('--plan-out keeps one promotion, --with-deps may make several.', 'Use --dry-run.');
  }
  return await withPromotion(formats, args, context, async (prepared) => {
    const { finish, options, ports, request } = prepared;
    const dependencies = dependenciesOf(prepared);
    context.progress.stage(`looking for what ${formatVersion(request.ref)} requires`);
    const items = await withDependencies({ request, ports }, dependencies, options);
    if (items.length === 1) {
      return await finish(await promote(request, { ...ports, check: dependencies.check([]) }, options));
    }
    const watch = watchTogether(
      items.map((item) => item.request.ref),
      context,
    );
    const result = await promoteTogether(items, { ...options, dryRun: request.dryRun ?? false, onEvent: watch });
    const name = `${formatVersion(request.ref)} and what it requires`;
    return reportTogether(result, context, { name, again: [...commandOf(args, prepared), ...own].join(' ') });
  });
}

/** The command that continues. */
function commandOf(args: PromoteFlags, { request }: PreparedPromotion): string[] {
  const words = promotionWords({ ...args, from: args.from ?? request.from, to: args.to ?? request.to });
  return ['promote', formatVersion(request.ref), ...words, '--with-deps'];
}
