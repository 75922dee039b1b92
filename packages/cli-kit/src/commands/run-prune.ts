import {
  type CodedError,
  formatVersion,
  inParallel,
  listKnownPackages,
  listReleases,
  type PackageRef,
  prune,
  type PrunedRow,
  type PruneResult,
  pruneTransit,
  releasesBySet,
  requireRelease,
  type TransitRow,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { durationMs, isDuration } from '../config/configuration.ts';
import type { FoundConfiguration } from '../config/find-configuration.ts';
import { targetOf } from '../config/stages.ts';
import { connectPlace } from '../connection/connect-place.ts';
import { insideOf, promotionPorts } from '../connection/promotion-ports.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import { chosenFormats, type Formats } from '../formats.ts';
import { promotionProgress } from '../render/promotion-progress.ts';
import { plural } from '../render/size.ts';
import { pruneJson, renderPrune } from '../render/prune.ts';
import { requireKnown } from './meant-package.ts';
import { packagesOf } from './packages-flag.ts';
import { repositoriesOf } from './repository-flag.ts';
import { operationOptions } from './operation-options.ts';

interface PruneFlags extends ConnectionFlags {
  readonly packages?: readonly (string | number)[] | undefined;
  readonly keep?: number | undefined;
  readonly maxAge?: string | undefined;
  readonly rebuild?: readonly (string | number)[] | undefined;
  readonly repository?: readonly (string | number)[] | undefined;
  readonly dryRun?: boolean | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly wait?: number | undefined;
  readonly format?: string | undefined;
}

/** Removes what nothing needs, package after package, and then what broken runs left in the transit. */
export function runPrune(formats: Formats): (args: PruneFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const rules = rulesOf(args);
    const { connection, found } = await connectPlace(undefined, args, context);
    const rebuild = rebuildOf(args, found);
    const home = await connection.home();
    const ends = await insideOf(connection);
    const { progress } = context;
    progress.stage('reading the releases');
    const names = await listReleases(home.records);
    const releases = releasesBySet(await inParallel(names, 8, (name) => requireRelease(name, home.records)));
    const chosen = chosenFormats(formats, args.format);
    const isNamed = (args.packages ?? []).length > 0;
    const packages: PackageRef[] = isNamed
      ? await packagesOf({ ...args, package: args.packages }, formats, home)
      : await listKnownPackages(home.records, chosen);
    // Before anything is removed: a name that is mistyped would never be pruned.
    if (isNamed) await inParallel(packages, 8, (pkg) => requireKnown({ pkg }, formats, home));
    const { repositories: named, stages } = repositoriesOf(args, found);
    const repositories = [...new Set([...stages, ...named])];
    const options = {
      ...operationOptions(args, context),
      onEvent: promotionProgress(context.progress, context.output),
    };
    const dryRun = args.dryRun ?? false;
    const results: PruneResult[] = [];
    const transit: TransitRow[] = [];
    const stopped = await stopOf(async () => {
      for (const pkg of packages) {
        progress.stage(`looking at ${pkg.name}`);
        const ports = { ...promotionPorts(ends, await formats.load(pkg.format), args.assume), repositories, releases };
        results.push(await prune({ pkg, ...rules, rebuild, dryRun }, ports, options));
        context.signal.throwIfAborted();
      }
      transit.push(...(await pruneTransit(chosen, home, { ...options, dryRun })));
      context.signal.throwIfAborted();
    });
    if (stopped && results.length === 0) throw stopped.because;
    progress.end();
    const warnings = [...results.flatMap((result) => result.warnings), ...leftBehind(results, dryRun, found)];
    const told = { results, transit, dryRun, warnings, reading: connection.meter.read() };
    context.output.result(renderPrune(told), pruneJson(told));
    for (const warning of warnings) context.output.warn(warning);
    const code = tellFailures(results, transit, context);
    if (stopped) throw stopped.because;
    return code;
  };
}

/** What stopped the work, if anything did: what was done until then is to be told first. */
async function stopOf(work: () => Promise<void>): Promise<{ readonly because: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { because: error };
  }
}

function rulesOf({ keep, maxAge }: PruneFlags) {
  if (keep === undefined && maxAge === undefined) {
    throw usageError('Nothing says what is old enough.', 'Give --keep N, --max-age 30d, or both.');
  }
  if (keep !== undefined && (!Number.isInteger(keep) || keep < 0)) {
    throw usageError(`--keep ${keep} is no count.`, 'Give how many builds of each version stay: 0 or more.');
  }
  if (maxAge !== undefined && !isDuration(maxAge)) {
    throw usageError(`--max-age ${maxAge} is no duration.`, 'Give it as 30d or 48h.');
  }
  return { ...defined({ keep }), ...(maxAge === undefined ? {} : { maxAgeMs: durationMs(maxAge) }) };
}

/** Throws `usage` for a stage with gates: what was promoted is not pruned. */
function rebuildOf({ rebuild = [] }: PruneFlags, found: FoundConfiguration): string[] {
  return rebuild.map((name) => {
    if (!hasGates(String(name), found)) return targetOf(String(name), found.configuration).repository;
    throw usageError(`${name} has gates: what was promoted there is not pruned.`, 'Rebuild stages without gates only.');
  });
}

function hasGates(name: string, { configuration }: FoundConfiguration): boolean {
  const { stage: _stage, ...asks } = targetOf(name, configuration).gates ?? { stage: '' };
  return Object.keys(asks).length > 0;
}

/** For each repository that could have been rebuilt and keeps files of what was removed, what to say of it. */
function leftBehind(results: readonly PruneResult[], dryRun: boolean, found: FoundConfiguration): string[] {
  const left = results.flatMap((result) => result.left);
  const names = [...new Set(left.map(({ repository }) => repository))].filter((name) => !hasGates(name, found));
  return names.map((name) => {
    const count = left.reduce((sum, { builds, repository }) => sum + (repository === name ? builds : 0), 0);
    const stay = `${name} ${dryRun ? 'would keep' : 'keeps'} the files of ${plural(count, 'removed build')}`;
    return `${stay}: only the run that removes a build takes them out too (--rebuild ${name}).`;
  });
}

/** Each failure once: the sets of a version fail together. That it was interrupted is told at the end, of all of it. */
function tellFailures(results: readonly PruneResult[], transit: readonly TransitRow[], { output }: Context): ExitCode {
  const failed: (readonly [PrunedRow | TransitRow, CodedError])[] = [
    ...results.flatMap(({ rows }) => rows),
    ...transit,
  ].flatMap((row) => (row.error && row.error.code !== 'aborted' ? [[row, row.error] as const] : []));
  const first = new Map(failed.map(([row, error]) => [error, row]));
  for (const [{ code, message, next, side }, { ref }] of first) {
    output.error({ code, message: `${formatVersion(ref)}: ${message}`, side, next });
  }
  const codes = [...first.keys()].map(({ code }) => exitCodeOf(code));
  const fatal = codes.find((code) => code === EXIT.credentials);
  return fatal ?? (codes.length > 0 ? EXIT.incomplete : EXIT.done);
}
