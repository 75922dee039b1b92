import { type Context, isAddress, repositoryOf, usageError } from '@buildset/cli-kit';
import type { OutsideFlags } from './flags.ts';

/**
 * The address of the registry outside CodeArtifact that a promotion goes to: `--to-registry`, or a `--to` that is an
 * address or a stage whose repository is one. Undefined for everything else. Throws `usage`.
 */
export async function findRegistry(flags: OutsideFlags, context: Context): Promise<string | undefined> {
  const { to, toRegistry: url } = flags;
  if (url !== undefined) {
    if (to !== undefined) throw usageError('--to and --to-registry are two destinations.', 'Give one of them.');
    if (isAddress(url)) return url;
    throw usageError(`"${url}" is no address.`, 'Give one such as https://registry.example.com/.');
  }
  const name = to === undefined ? '' : repositoryOf(to, (await context.configuration()).configuration);
  if (isAddress(name)) return name;
  const stray = (['access', 'otp', 'provenance'] as const).find((flag) => flags[flag] !== undefined);
  if (stray === undefined) return undefined;
  throw usageError(`--${stray} is for registries outside CodeArtifact.`, 'Give --to-registry, or leave it out.');
}
