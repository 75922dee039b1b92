import type { Context } from '@buildset/cli-kit';
import type { AttachEvent } from '@buildset/core';
import type { FileGroup } from './group-builds.ts';

/** Follows the uploads of several builds in one line. */
export function uploadProgress(
  groups: readonly FileGroup[],
  { output, progress }: Context,
): (event: AttachEvent) => void {
  const files = groups.flatMap((group) => group.files);
  const bytes = files.reduce((sum, { asset }) => sum + asset.size, 0);
  let done = 0;
  const label = (): string => `uploading ${Math.min(done + 1, files.length)} of ${files.length} files`;
  progress.stage(label(), bytes);
  return (event) => {
    if (event.type === 'sent') progress.advance(event.bytes);
    if (event.type === 'already-there') progress.advance(event.size);
    if (event.type === 'already-there' || event.type === 'uploaded') {
      done += 1;
      output.detail(`${event.type === 'uploaded' ? 'uploaded' : 'already there'}: ${event.asset}`);
      progress.relabel(label());
    }
  };
}
