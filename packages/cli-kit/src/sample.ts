import type { Format } from '@buildset/core';

/** What examples of a format speak of. */
export interface Sample {
  readonly pkg: string;
  /** A version of it, as a spec. */
  readonly spec: string;
  /** A version of a package that it requires. */
  readonly library: string;
  /** A file of a build. */
  readonly file: string;
  /** The files of a build that several jobs make. */
  readonly parts: readonly [string, string];
  /** How a version is spelled. */
  readonly spelling: string;
  /** What people publish with, who do not use buildset. */
  readonly publisher: string;
}

const SAMPLES: Readonly<Record<Format, Sample>> = {
  pypi: {
    pkg: 'pyabc',
    spec: 'pyabc==1.0.0',
    library: 'pylib==2.0.0',
    file: 'dist/pyabc-1.0.0-23-py3-none-any.whl',
    parts: ['pyabc-1.0.0-23-py3-none-win_amd64.whl', 'pyabc-1.0.0-23-py3-none-macosx_11_0_arm64.whl'],
    spelling: '<package>==<version>',
    publisher: 'twine',
  },
  npm: {
    pkg: '@abc/app',
    spec: '@abc/app@1.0.0',
    library: '@abc/lib@2.0.0',
    file: 'abc-app-1.0.0.tgz',
    parts: ['linux.tar.gz', 'mac.tar.gz'],
    spelling: '<package>@<version>',
    publisher: 'npm',
  },
  generic: {
    pkg: 'ops/tools',
    spec: 'ops/tools==1.0.0',
    library: 'ops/library==2.0.0',
    file: 'build/tools.tar.gz',
    parts: ['linux.tar.gz', 'mac.tar.gz'],
    spelling: '<namespace>/<package>==<version>',
    publisher: 'aws',
  },
};

/** What is spoken of where a format is meant. */
export function sampleOf(format: Format): Sample {
  return SAMPLES[format];
}
