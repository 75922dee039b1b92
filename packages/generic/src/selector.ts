import { usageError } from '@buildset/cli-kit';
import { parseBuildTag, type Selector } from '@buildset/core';

export interface SelectorArguments {
  readonly build?: string | undefined;
  readonly set?: string | undefined;
  readonly last?: boolean | undefined;
}

/** The selector, or undefined when none is given. Throws `usage` for several, and `invalid-build-tag`. */
export function givenSelector({ build, last, set }: SelectorArguments): Selector | undefined {
  if ([build !== undefined, set !== undefined, last === true].filter(Boolean).length > 1) {
    throw usageError('More than one way says which build is meant.', 'Give one of --build TAG, --set DIGEST, --last.');
  }
  if (build !== undefined) return { by: 'build', tag: parseBuildTag(build) };
  if (set !== undefined) return { by: 'set', digest: set };
  return last === true ? { by: 'last' } : undefined;
}

/** A build tag, or a set digest with `sha256:` or of at least twelve digits. */
export function selectorFrom(text: string): Selector {
  if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(text)) return { by: 'set', digest: text };
  return { by: 'build', tag: parseBuildTag(text) };
}
