import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { plainName } from '../files/plain-name.ts';
import { restoreFiles } from '../files/restore-files.ts';
import { SafeFolder } from '../files/safe-folder.ts';
import type { Formats } from '../formats.ts';
import { reportDownload } from '../render/report-download.ts';
import { formatBytes } from '../render/size.ts';
import type { FileName } from './download.ts';
import { type BuildArguments, findBuild } from './find-build.ts';

interface DownloadArguments extends BuildArguments {
  readonly to: string;
}

/** Finds the set, puts its files into the folder, each verified, and tells which. */
export function runDownload(
  formats: Formats,
  fileName: FileName,
): (args: DownloadArguments, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const build = await findBuild(formats, args, context);
    const files = build.found.set.entries.map((entry) => {
      const [path] = plainName(fileName(entry, build.ref));
      return { path, mode: 0o644, size: entry.size, sha256: entry.sha256, entry };
    });
    const folder = await SafeFolder.open(resolve(context.folder, args.to), plainName);
    const restored = await restoreFiles(build.found, files, folder, build.connection, context);
    const lines = files.map(
      ({ path, sha256, size }) => `  ${path}  ${formatBytes(size)}  sha256 ${sha256.slice(0, 12)}`,
    );
    reportDownload(build, args.to, restored, context, lines);
    return EXIT.done;
  };
}
