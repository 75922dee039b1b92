import type { Context } from '@buildset/cli-kit';
import type { AttachEvent, BuildFile } from '@buildset/core';

/** Follows files on their way to the record: all of them in one line, each with `--verbose`. */
export function sendingProgress(
  files: readonly BuildFile[],
  { output, progress }: Pick<Context, 'output' | 'progress'>,
): (event: AttachEvent) => void {
  const bytes = files.reduce((sum, { asset }) => sum + asset.size, 0);
  let done = 0;
  const label = (): string => `sending ${Math.min(done + 1, files.length)} of ${files.length} files`;
  progress.stage(label(), bytes);
  return (event) => {
    if (event.type === 'sent') progress.advance(event.bytes);
    if (event.type === 'already-there') progress.advance(event.size);
    if (event.type !== 'already-there' && event.type !== 'uploaded') return;
    done += 1;
    output.detail(`${event.type === 'uploaded' ? 'sent' : 'already there'}: ${event.asset}`);
    progress.relabel(label());
  };
}
