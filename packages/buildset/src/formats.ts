import type { Formats } from '@buildset/cli-kit';

/** The formats that `--format` takes. */
export const FORMATS: Formats = {
  names: ['pypi'],
  load: async () => (await import('@buildset/format-pypi')).pypi,
};
