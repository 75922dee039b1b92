import { formatVersion } from '@buildset/core';
import type { FoundBuild } from '../commands/find-build.ts';
import type { Context } from '../context.ts';
import type { RestoredFile } from '../files/restore-files.ts';
import { formatBytes, plural } from './size.ts';

/** Tells what a download brought into the folder `to`; `lines` say more of it. */
export function reportDownload(
  { found: { digest }, ref }: FoundBuild,
  to: string,
  files: readonly RestoredFile[],
  { output, progress }: Context,
  lines: readonly string[] = [],
): void {
  progress.end();
  const kept = files.filter(({ outcome }) => outcome === 'already-there').length;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const { format, name, namespace = null, version } = ref;
  output.result(
    [
      `${formatVersion(ref)} is in ${to}: ${plural(files.length, 'file')}, ${formatBytes(bytes)}`,
      `  set ${digest}`,
      ...lines,
      ...(kept > 0 ? [`  ${plural(kept, 'file')} ${kept === 1 ? 'was' : 'were'} there already`] : []),
    ],
    { schemaVersion: 1, download: { set: { digest, format, namespace, package: name, version }, to, files } },
  );
}
