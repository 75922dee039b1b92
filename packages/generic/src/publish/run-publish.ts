import {
  activateNewest,
  type ConnectionFlags,
  connectPlace,
  type Context,
  defined,
  EXIT,
  type ExitCode,
  isGuarded,
  readProvenance,
  targetOf,
  usageError,
} from '@buildset/cli-kit';
import { attachRecord, type Build, claimBuild, createBuildSet, type Home, setDigest } from '@buildset/core';
import { generic } from '@buildset/format-generic';
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
  const { connection, found } = await connectPlace(args.repository, args, context);
  const target = args.repository === undefined ? undefined : targetOf(args.repository, found.configuration);
  // A repository that is not there is told before anything is kept.
  if (target !== undefined) await connection.domain.reader(target.repository).describeVersion(ref);
  const home = await connection.home();
  const build = await named({ ref, files }, args.build, home);
  const attached = await attachRecord(build, home, {
    provenance: await readProvenance(context.environment, context.folder),
    workItems: (args.workItem ?? []).map(String),
    concurrency: CONCURRENCY,
    format: generic,
    onEvent: sendingProgress(files, context),
    ...defined({ repository: target?.repository }),
  });
  const repository = target?.repository;
  const isActivated = repository !== undefined && args.noActivate !== true && !isGuarded(target);
  const ports = { connection, format: generic };
  const activation = isActivated ? await activateNewest(attached, { repository }, ports, context) : undefined;
  reportPublished({ attached, build, connection, ...defined({ activation, target }) }, context);
  return activation?.outcome === 'refused' && activation.reason?.code !== 'hold' ? EXIT.refused : EXIT.done;
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
