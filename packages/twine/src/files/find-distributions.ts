import { type Context, expandGlobs } from '@buildset/cli-kit';
import { TwineError } from '../twine-error.ts';

/** Stand beside distributions in `dist/`, and are none. */
const COMPANION = /\.(asc|attestation|sig|sigstore|sigstore\.json)$/;

/** The paths of the distributions that the patterns mean; warns of what it leaves out. Throws `no-files`. */
export async function findDistributions(patterns: readonly string[], { output }: Context): Promise<string[]> {
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
  return distributions;
}
