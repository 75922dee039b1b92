import type { Formats } from '@buildset/cli-kit';

/** This front-end is for generic packages only. */
export const GENERIC_ONLY: Formats = {
  names: ['generic'],
  load: async () => (await import('@buildset/format-generic')).generic,
};
