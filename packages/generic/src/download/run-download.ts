import { type Context, EXIT, type ExitCode, formatBytes, plural } from '@buildset/cli-kit';
import { formatVersion } from '@buildset/core';
import { type FindArguments, findMeant, requireSelection } from './find.ts';
import { restore } from './restore.ts';
import { SafeFolder } from './safe-folder.ts';

interface DownloadArguments extends FindArguments {
  readonly to: string;
}

/** Finds the set, restores its tree, and tells what was fetched. */
export async function runDownload(args: DownloadArguments, context: Context): Promise<ExitCode> {
  const ref = requireSelection(args);
  const { connection, found } = await findMeant(args, ref, context);
  const files = await restore(found, await SafeFolder.open(args.to), connection.spool, context);
  context.progress.end();
  const kept = files.filter(({ outcome }) => outcome === 'already-there').length;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const { format, name, namespace = null, version } = ref;
  context.output.result(
    [
      `${formatVersion(ref)} is in ${args.to}: ${plural(files.length, 'file')}, ${formatBytes(bytes)}`,
      `  set ${found.digest}`,
      ...(kept > 0 ? [`  ${plural(kept, 'file')} was there already`.replace('files was', 'files were')] : []),
    ],
    {
      schemaVersion: 1,
      download: { set: { digest: found.digest, format, namespace, package: name, version }, to: args.to, files },
    },
  );
  return EXIT.done;
}
