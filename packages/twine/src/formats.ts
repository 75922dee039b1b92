import type { Formats } from '@buildset/cli-kit';

/** This front-end is for Python only. */
export const PYPI_ONLY: Formats = {
  names: ['pypi'],
  load: async () => (await import('@buildset/format-pypi')).pypi,
};
