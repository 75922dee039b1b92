import type { Formats } from '@buildset/cli-kit';

/** The formats that `--format` takes. */
export const FORMATS: Formats = {
  names: ['pypi', 'generic'],
  load: async (name) =>
    name === 'generic'
      ? (await import('@buildset/format-generic')).generic
      : (await import('@buildset/format-pypi')).pypi,
};
