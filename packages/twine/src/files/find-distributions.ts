import { type Context, expandGlobs } from '@buildset/cli-kit';
import { TwineError } from '../twine-error.ts';

/** Stand beside distributions in `dist/`, and are none. */
const COMPANION = /\.(asc|attestation|sig|sigstore|sigstore\.json)$/;

/**
 * The paths of the distributions that the patterns mean; warns of what it leaves out, of attestations only when they are
 * not sent. Throws `no-files`.
 */
export async function findDistributions(
  patterns: readonly string[],
  { output }: Context,
  { attestations = false }: { readonly attestations?: boolean } = {},
): Promise<string[]> {
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
  const signatures = companions.filter((path) => path.endsWith('.asc'));
  const others = companions.filter(
    (path) => !path.endsWith('.asc') && !(attestations && path.endsWith('.attestation')),
  );
  if (signatures.length > 0) output.warn(`OpenPGP signatures are not sent: ${signatures.join(', ')}`);
  if (others.length > 0) output.warn(`left out, being no distributions: ${others.join(', ')}`);
  return distributions;
}
