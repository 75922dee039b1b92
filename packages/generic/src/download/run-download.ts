import {
  type BuildArguments,
  type Context,
  EXIT,
  type ExitCode,
  findBuild,
  reportDownload,
  SafeFolder,
} from '@buildset/cli-kit';
import { checkTreePath } from '@buildset/format-generic';
import { GENERIC_ONLY } from '../formats.ts';
import { restore } from './restore.ts';

interface DownloadArguments extends BuildArguments {
  readonly to: string;
}

/** Finds the set, restores its tree, and tells what was fetched. */
export async function runDownload(args: DownloadArguments, context: Context): Promise<ExitCode> {
  const build = await findBuild(GENERIC_ONLY, args, context);
  const folder = await SafeFolder.open(args.to, (path) => checkTreePath(path).split('/'));
  reportDownload(build, args.to, await restore(build.found, folder, build.connection, context), context);
  return EXIT.done;
}
