import {
  type Context,
  defined,
  EXIT,
  type ExitCode,
  isOn,
  readBuildNumber,
  readProvenance,
  type ReadyFile,
  usageError,
} from '@buildset/cli-kit';
import { pypi } from '@buildset/format-pypi';
import { resolveTarget, type TargetFlags } from '../target/resolve-target.ts';
import { withAttestations } from './attestations.ts';
import { collectFiles } from './collect-files.ts';
import { approachDestination, type Destination, openDestination } from './destination.ts';
import { type FileGroup, groupBuilds, groupForBuild } from './group-builds.ts';
import { reportUpload } from './report.ts';
import { failureOf, sendBuilds } from './send-builds.ts';
import { tagFiles } from './tag-files.ts';
import { uploadProgress } from './upload-progress.ts';

interface UploadArguments extends TargetFlags {
  readonly dist: readonly (string | number)[];
  readonly attestations?: boolean | undefined;
  readonly build?: string | undefined;
  readonly comment?: string | undefined;
  readonly identity?: string | undefined;
  readonly noRecord?: boolean | undefined;
  readonly nonInteractive?: boolean | undefined;
  readonly open?: boolean | undefined;
  readonly sign?: boolean | undefined;
  readonly skipExisting?: boolean | undefined;
  readonly workItem?: readonly (string | number)[] | undefined;
}

/** twine's flag is taken, so that scripts that have it go on. */
const NOT_SIGNED =
  '--sign signs nothing here: PyPI ignores OpenPGP signatures, and AWS documents no place for them in CodeArtifact.';

/** Checks and reads everything, then sends it, then tells what came of it. */
export async function runUpload(args: UploadArguments, context: Context): Promise<ExitCode> {
  checkFlags(args);
  if (args.sign === true) context.output.warn(NOT_SIGNED);
  const target = await resolveTarget(args, context.environment, await context.configuration());
  const record = args.noRecord !== true;
  approachDestination(target, { record }, context);
  const provenance = record ? readProvenance(context.environment, '.') : {};
  const number = args.build === 'auto' ? readBuildNumber(context.environment) : undefined;
  const groups = await collectGroups(args, number?.build ?? args.build, context);
  const nonInteractive = args.nonInteractive === true || isOn(context.environment, 'TWINE_NON_INTERACTIVE');
  const destination = await openDestination(target, { record, nonInteractive }, context);
  if (args.open === true) checkRecorded(destination);
  const attach = {
    provenance: await provenance,
    workItems: (args.workItem ?? []).map(String),
    onEvent: uploadProgress(groups, context),
  };
  const options = { attach, open: args.open === true, skipExisting: args.skipExisting === true };
  const sent = await sendBuilds(groups, destination, { ...options, ...defined({ comment: args.comment }) }, context);
  const { assetCap } = (await context.configuration()).configuration;
  reportUpload({ sent, target, destination, ...defined({ assetCap, number }) }, context);
  const failure = failureOf(sent);
  if (failure !== undefined) throw failure;
  return EXIT.done;
}

/** Refuses files of another build before any is tagged. */
async function collectGroups(
  { attestations, dist }: UploadArguments,
  build: string | undefined,
  context: Context,
): Promise<FileGroup[]> {
  const patterns = dist.map(String);
  const isAttested = attestations === true;
  const attested = async (files: readonly ReadyFile[]) =>
    isAttested ? await withAttestations(files, patterns) : files;
  const files = await collectFiles(patterns, pypi, context, { attestations: isAttested });
  if (build === undefined) return groupBuilds(await attested(files));
  groupForBuild(files, build);
  return groupForBuild(await attested(await tagFiles(files, build, context.signal)), build);
}

function checkFlags({ build, identity, noRecord, open, sign, workItem = [] }: UploadArguments): void {
  if (identity !== undefined && sign !== true) throw usageError('--identity needs --sign.', 'Leave both out.');
  if (open === true && build === undefined)
    throw usageError('--open needs --build.', 'Give the tag of the open build.');
  if (open === true && workItem.length > 0)
    throw usageError('--work-item is told when an open build is sealed.', 'Leave it out here, and give it to seal.');
  if (open === true && noRecord === true) throw usageError('--open keeps a record, --no-record keeps none.');
}

function checkRecorded({ kind }: Destination): void {
  if (kind === 'recorded') return;
  throw usageError('An open build lives in the record, and nothing can be recorded here.', 'Give AWS credentials.');
}
