import {
  type Context,
  type ExitCode,
  type PreparedPromotion,
  reportTogether,
  usageError,
  watchTogether,
  withPromotion,
} from '@buildset/cli-kit';
import { formatVersion, promote, promoteTogether } from '@buildset/core';
import { parseEnvironment, type TargetEnvironment } from '@buildset/format-pypi';
import { PYPI_ONLY } from '../formats.ts';
import { findOutside } from '../outside/find-outside.ts';
import type { OutsideFlags } from '../outside/flags.ts';
import { promoteToIndex } from '../outside/promote-to-index.ts';
import { dependencyCheck } from './check-dependencies.ts';
import { indexOf } from './dependency-index.ts';
import { planDependencies } from './plan-dependencies.ts';

interface PythonPromoteFlags extends OutsideFlags {
  readonly checkDeps?: boolean | undefined;
  readonly withDeps?: boolean | undefined;
  readonly environment?: readonly (string | number)[] | undefined;
}

/** Promotes a build, or with what it requires. A refusal is a result with an exit code of its own. */
export async function runPromote(args: PythonPromoteFlags, context: Context): Promise<ExitCode> {
  const environments = (args.environment ?? []).map((text) => parseEnvironment(String(text)));
  const isChecked = args.checkDeps === true || args.withDeps === true;
  if (environments.length > 0 && !isChecked) {
    throw usageError('--environment belongs to --check-deps and --with-deps.');
  }
  if (args.withDeps === true && args.planOut !== undefined) {
    throw usageError('--plan-out keeps one promotion, --with-deps may make several.', 'Use --dry-run.');
  }
  const index = await findOutside(args, context);
  if (index && isChecked) throw usageError('Dependencies are not checked in an index outside CodeArtifact.');
  if (index) return await promoteToIndex(args, index, context);
  return await withPromotion(PYPI_ONLY, args, context, async (prepared) => {
    if (args.withDeps === true) return await promoteWithDependencies(prepared, environments, args, context);
    return await promoteAlone(prepared, isChecked ? environments : undefined);
  });
}

/** `environments` is undefined where nothing is checked; none given means the set's default. */
async function promoteAlone(
  { finish, options, ports, request }: PreparedPromotion,
  environments: readonly TargetEnvironment[] | undefined,
): Promise<ExitCode> {
  const index = indexOf(ports.destination.reader(request.to), ports.spool);
  const check = environments && dependencyCheck({ index, environments, to: request.to, from: request.from });
  return await finish(await promote(request, check ? { ...ports, check } : ports, options));
}

async function promoteWithDependencies(
  prepared: PreparedPromotion,
  environments: readonly TargetEnvironment[],
  args: PythonPromoteFlags,
  context: Context,
): Promise<ExitCode> {
  const { options, request } = prepared;
  context.progress.stage(`looking for what ${formatVersion(request.ref)} requires`);
  const items = await planDependencies(prepared, environments);
  if (items.length === 1) return await promoteAlone(prepared, environments);
  const { onEvent: _one, ...together } = options;
  const result = await promoteTogether(items, {
    ...together,
    dryRun: request.dryRun ?? false,
    onEvent: watchTogether(
      items.map((item) => item.request.ref),
      context,
    ),
  });
  const name = `${formatVersion(request.ref)} and what it requires`;
  return reportTogether(result, context, { name, again: commandOf(args, prepared) });
}

/** The command line without what only says how much is told. */
function commandOf(
  { build, file = [], from, last, lastPassed, set, to }: PythonPromoteFlags,
  { request }: PreparedPromotion,
): string {
  const which = [
    ...(build === undefined ? [] : ['--build', build]),
    ...(set === undefined ? [] : ['--set', set]),
    ...(file.length === 0 ? [] : ['--file', ...file]),
    ...(last === true ? ['--last'] : []),
    ...(lastPassed === true ? ['--last-passed'] : []),
  ];
  const route = ['--from', from ?? request.from, '--to', to ?? request.to];
  return ['promote', formatVersion(request.ref), ...which, ...route, '--with-deps'].join(' ');
}
