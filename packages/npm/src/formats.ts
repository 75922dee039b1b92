import type { Formats } from '@buildset/cli-kit';

/** This front-end is for npm packages only. */
export const NPM_ONLY: Formats = {
  names: ['npm'],
  load: async () => (await import('@buildset/format-npm')).npm,
};
