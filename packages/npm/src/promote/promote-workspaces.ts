import {
  type Context,
  connectEnds,
  defined,
  type ExitCode,
  operationOptions,
  promotionPorts,
  reportTogether,
  type RouteFlags,
  routeOf,
  type SelectorFlags,
  selectorOf,
  settingsOf,
  type TagFlags,
  tagsOf,
  usageError,
  watchTogether,
} from '@buildset/cli-kit';
import {
  createRelease,
  type PromotionRequest,
  promoteTogether,
  type ReleasedSet,
  strippingTogether,
  type TogetherResult,
  type VersionRef,
} from '@buildset/core';
import { npm, parseNpmName, parseNpmVersion, type WorkspacePackage } from '@buildset/format-npm';
import { chooseWorkspaces, type PackageArguments } from '../package/choose-packages.ts';
import { continuing } from './continuing.ts';
import { releaseName } from './release-name.ts';

export interface WorkspacesArguments extends PackageArguments, SelectorFlags, RouteFlags, TagFlags {
  readonly spec?: string | undefined;
  readonly package?: string | undefined;
  readonly packageVersion?: string | undefined;
  readonly release?: string | undefined;
  readonly planOut?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly wait?: number | undefined;
}

/**
 * Promotes packages of a monorepo as one release, each after what it depends on: all are planned, held against their gates
 * and pinned before the first write, and the first that fails stops the rest. The release is put on record between the two,
 * so that it can be taken back as a whole. Running it again continues.
 */
export async function promoteWorkspaces(args: WorkspacesArguments, context: Context): Promise<ExitCode> {
  checkArguments(args);
  const selector = selectorOf(args);
  const tags = tagsOf(args, npm);
  const members = await chooseWorkspaces(args, context);
  const refs = members.map(refOf);
  const found = await context.configuration();
  const { destination, source, ...route } = routeOf(args, found);
  const ends = await connectEnds({ from: source, to: destination }, args, context);
  const ports = promotionPorts(ends, strippingTogether(npm, refs), args.assume);
  const itemsOf = (more: (index: number) => Partial<PromotionRequest>) =>
    refs.map((ref, index) => ({ request: { ...route, ...tags, ref, selector, ...more(index) }, ports }));
  const options = {
    ...operationOptions(args, context),
    onEvent: watchTogether(refs, context),
  };
  const planned = await promoteTogether(
    itemsOf(() => ({})),
    { ...options, dryRun: true },
  );
  const sets = setsOf(planned);
  const name = args.release ?? (await releaseName(members, sets));
  const to = args.to ?? route.to;
  const hints = { name, again: continuing(name, args, { from: args.from ?? route.from, to }) };
  if (args.dryRun === true || planned.outcome !== 'planned' || isDone(planned))
    return reportTogether(asDone(planned), context, hints);
  const usual = await context.connect(settingsOf(args, found));
  const said = defined({ by: options.by, principal: await usual.principal() });
  await createRelease({ name, sets, ...said }, await usual.home());
  const pinned = itemsOf((index) => {
    const digest = sets[index]?.digest;
    return { release: name, ...(digest === undefined ? {} : { selector: { by: 'set', digest } }) };
  });
  const result = await promoteTogether(pinned, options);
  return reportTogether(result, context, { ...hints, back: `release undo ${name} --to ${to}` });
}

function checkArguments(args: WorkspacesArguments): void {
  const { file = [], package: name, packageVersion, planOut, set, spec } = args;
  if (spec !== undefined || name !== undefined || packageVersion !== undefined) {
    throw usageError('--workspace and --workspaces take name and version from the package.json files.');
  }
  if (set !== undefined || file.length > 0) {
    throw usageError('A set or a file is of one package.', 'Choose with --build, --last or --last-passed.');
  }
  if (planOut !== undefined) {
    throw usageError('--plan-out keeps one promotion, --workspaces and --workspace make several.', 'Use --dry-run.');
  }
}

function refOf({ name, version }: WorkspacePackage): VersionRef {
  return { ...parseNpmName(name), version: parseNpmVersion(version).published };
}

/** The build that was found for each, where one was; not what is made of it for a stage that strips builds. */
function setsOf({ parts }: TogetherResult): ReleasedSet[] {
  return parts.flatMap(({ request, result }) => {
    if (!result?.set) return [];
    const { builds, digest, origin } = result.set;
    return [{ ref: request.ref, digest: origin?.set ?? digest, builds }];
  });
}

function isDone({ parts }: TogetherResult): boolean {
  return parts.every(({ state }) => state === 'already-there');
}

/** A plan of which everything is done already is told as that. */
function asDone(planned: TogetherResult): TogetherResult {
  return isDone(planned) ? { ...planned, outcome: 'already-there' } : planned;
}
