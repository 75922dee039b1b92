import { type Context, expandGlobs, plural, readFiles, type ReadyFile } from '@buildset/cli-kit';
import type { FormatAdapter } from '@buildset/core';
import { TwineError } from '../twine-error.ts';

/** Stand beside distributions in `dist/`, and are none. */
const COMPANION = /\.(asc|attestation|sig|sigstore|sigstore\.json)$/;

/** Finds, inspects and hashes what is to be uploaded. Throws `no-files`, and the first fault of any file. */
export async function collectFiles(
  patterns: readonly string[],
  format: FormatAdapter,
  { output, progress, signal }: Context,
): Promise<ReadyFile[]> {
  const paths = await expandGlobs(patterns);
  const companions = paths.filter((path) => COMPANION.test(path));
  const distributions = paths.filter((path) => !COMPANION.test(path));
  if (distributions.length === 0) {
    throw new TwineError(
      'no-files',
      `${patterns.join(' ')} matches no distribution.`,
      'Build first, for example with `python3 -m build`, then give its files: dist/*.',
    );
  }
  if (companions.length > 0) output.warn(`left out, since CodeArtifact does not take them: ${companions.join(', ')}`);
  progress.stage(`checking ${plural(distributions.length, 'file')}`);
  return await readFiles(distributions, format, signal);
}
