import type { Formats } from '@buildset/cli-kit';

/** The formats that `--format` takes. */
export const FORMATS: Formats = {
  names: ['pypi', 'npm', 'generic'],
  load: async (name) => {
    if (name === 'generic') return (await import('@buildset/format-generic')).generic;
    if (name === 'npm') return (await import('@buildset/format-npm')).npm;
    return (await import('@buildset/format-pypi')).pypi;
  },
};
