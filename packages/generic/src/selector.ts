import { parseBuildTag, type Selector } from '@buildset/core';

/** A build tag, or a set digest with `sha256:` or of at least twelve digits. */
export function selectorFrom(text: string): Selector {
  if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(text)) return { by: 'set', digest: text };
  return { by: 'build', tag: parseBuildTag(text) };
}
