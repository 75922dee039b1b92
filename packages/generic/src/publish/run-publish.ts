import {
  type ConnectionFlags,
  type Connection,
  type Context,
  defined,
  EXIT,
  type ExitCode,
  readProvenance,
  settingsOf,
  type Target,
  targetOf,
  usageError,
} from '@buildset/cli-kit';
import {
  attachRecord,
  type AttachedBuild,
  type Build,
  claimBuild,
  createBuildSet,
  type Home,
  type PromotionResult,
  setDigest,
} from '@buildset/core';
import { activateSet } from '../activate/activate-set.ts';
import { type PackageArguments, refOf } from '../package-ref.ts';
import { type TreeArguments, treeBuild } from '../tree/tree-build.ts';
import { sendingProgress } from './progress.ts';
import { reportPublished } from './report.ts';

interface PublishArguments extends PackageArguments, TreeArguments, ConnectionFlags {
  readonly repository?: string | undefined;
  readonly build?: string | undefined;
  readonly noActivate?: boolean | undefined;
  readonly workItem?: readonly (string | number)[] | undefined;
}

/** Files sent at once: most are small, and the rate budget is kept below this. */
const CONCURRENCY = 16;

/** Reads everything, keeps it on record, activates it where it is for, and tells what came of it. */
export async function runPublish(args: PublishArguments, context: Context): Promise<ExitCode> {
  if (args.noActivate === true && args.repository === undefined) {
    throw usageError('--no-activate belongs to --repository.', 'Without a repository nothing is activated anyway.');
  }
  const ref = refOf(args);
  const files = await treeBuild(args, ref, context);
  const found = await context.configuration();
  const target = args.repository === undefined ? undefined : targetOf(args.repository, found.configuration);
  const connection = await context.connect(settingsOf(args, found));
  const home = await connection.home();
  const build = await named({ ref, files }, args.build, home);
  const attached = await attachRecord(build, home, {
    provenance: await readProvenance(context.environment, '.'),
    workItems: (args.workItem ?? []).map(String),
    concurrency: CONCURRENCY,
    onEvent: sendingProgress(files, context),
    ...defined({ repository: target?.repository }),
  });
  const repository = target?.repository;
  const isActivated = repository !== undefined && args.noActivate !== true && !isGuarded(target);
  const activation = isActivated ? await activateNewest(attached, repository, connection, context) : undefined;
  reportPublished({ attached, build, connection, ...defined({ activation, repository }) }, context);
  return activation?.outcome === 'refused' && activation.reason?.code !== 'hold' ? EXIT.refused : EXIT.done;
}

/** Whether a stage asks for something before it takes a set: then only a promotion or an activation by name does it. */
function isGuarded(target: Target | undefined): boolean {
  const { approvals = 0, checks = [], from, soakMs = 0 } = target?.gates ?? { stage: '' };
  return approvals > 0 || checks.length > 0 || soakMs > 0 || from !== undefined;
}

/** The build with its tag; `auto` claims one, the same for the same files. */
async function named(build: Build, tag: string | undefined, home: Home): Promise<Build> {
  if (tag !== 'auto') return { ...build, ...defined({ build: tag }) };
  const set = createBuildSet(
    build.ref,
    build.files.map(({ asset }) => asset),
  );
  return { ...build, build: await claimBuild(build.ref, home, setDigest(set)) };
}

/**
 * The newest build for the repository becomes active, which is this one unless a later one was quicker. A set without a
 * tag has no place in that order, and becomes active itself.
 */
async function activateNewest(
  { buildTag, digest, set }: AttachedBuild,
  repository: string,
  connection: Connection,
  context: Context,
): Promise<PromotionResult> {
  const selector = buildTag === undefined ? ({ by: 'set', digest } as const) : ({ by: 'last' } as const);
  return await activateSet({ ref: set.ref, selector, repository }, connection, context, {});
}
