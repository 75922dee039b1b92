import { type Dependencies, formatVersion, promote, promoteTogether, withDependencies } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Formats } from '../formats.ts';
import { reportTogether, watchTogether } from '../render/report-together.ts';
import { type PreparedPromotion, type PromoteFlags, withPromotion } from './prepare-promotion.ts';

/**
 * Promotes a build and, before it, what it requires, the destination lacks and the source has: all or none of it is begun.
 * A refusal is a result with an exit code of its own.
 */
export async function promoteWithDependencies(
  formats: Formats,
  args: PromoteFlags,
  context: Context,
  dependenciesOf: (prepared: PreparedPromotion) => Dependencies,
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
    return reportTogether(result, context, { name, again: commandOf(args, prepared) });
  });
}

/** The command line without what only says how much is told. */
function commandOf(args: PromoteFlags, { request }: PreparedPromotion): string {
  const { build, file = [], from, keepTags, last, lastPassed, set, tag = [], to } = args;
  const which = [
    ...(build === undefined ? [] : ['--build', build]),
    ...(set === undefined ? [] : ['--set', set]),
    ...(file.length === 0 ? [] : ['--file', ...file]),
    ...(last === true ? ['--last'] : []),
    ...(lastPassed === true ? ['--last-passed'] : []),
  ];
  const route = ['--from', from ?? request.from, '--to', to ?? request.to];
  const tags = [...tag.flatMap((name) => ['--tag', name]), ...(keepTags === true ? ['--keep-tags'] : [])];
  const how = HOW.filter(([name]) => args[name] === true).map(([, flag]) => flag);
  return ['promote', formatVersion(request.ref), ...which, ...route, ...tags, ...how, '--with-deps'].join(' ');
}

/** Flags without which the same promotion would be refused, or another one. */
const HOW = [
  ['exclusive', '--exclusive'],
  ['stripBuild', '--strip-build'],
  ['replace', '--replace'],
  ['addAnyway', '--add-anyway'],
  ['allowUpstream', '--allow-upstream'],
  ['allowPartial', '--allow-partial'],
  ['allowBackwards', '--allow-backwards'],
] as const;
