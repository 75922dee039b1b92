import { type Context, plural, readFiles, type ReadyFile } from '@buildset/cli-kit';
import type { FormatAdapter } from '@buildset/core';
import { findDistributions } from '../files/find-distributions.ts';

/** Finds, inspects and hashes what is to be uploaded. Throws `no-files`, and the first fault of any file. */
export async function collectFiles(
  patterns: readonly string[],
  format: FormatAdapter,
  context: Context,
  options: { readonly attestations: boolean },
): Promise<ReadyFile[]> {
  const distributions = await findDistributions(patterns, context, options);
  context.progress.stage(`checking ${plural(distributions.length, 'file')}`);
  return await readFiles(distributions, format, context.signal);
}
