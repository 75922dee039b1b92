import type { ProbeSamples } from '@buildset/core';
import { smallWheel } from './small-wheel.ts';

/** Wheels for asking a service how it treats Python packages. */
export const pypiSamples: ProbeSamples = {
  pkg: (nonce) => ({ format: 'pypi', name: `buildset-probe-${nonce}` }),
  file: (pkg, version, build) => {
    const name = pkg.name.replaceAll('-', '_');
    const files = { [`${name}.py`]: `BUILD = ${build}\n` };
    const fields = [
      [':action', 'file_upload'],
      ['protocol_version', '1'],
      ['metadata_version', '2.1'],
      ['name', pkg.name],
      ['version', version],
      ['filetype', 'bdist_wheel'],
      ['pyversion', 'py3'],
    ] as const;
    return { ...smallWheel({ name, version, build: String(build), files }), fields };
  },
};
