import { type Format, genericSamples, type ProbeSamples } from '@buildset/core';
import { npmSamples } from '@buildset/format-npm';
import { pypiSamples } from '@buildset/format-pypi';

/** Packages to try something with. */
export interface FormatSamples {
  readonly format: Format;
  readonly samples: ProbeSamples;
}

/** The formats that the service is asked about: it may treat each in its own way. */
export const PROBED_FORMATS: readonly FormatSamples[] = [
  { format: 'generic', samples: genericSamples },
  { format: 'npm', samples: npmSamples },
  { format: 'pypi', samples: pypiSamples },
];
