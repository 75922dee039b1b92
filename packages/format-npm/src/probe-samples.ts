import type { ProbeSamples } from '@buildset/core';

import { documentMakerOf } from './document-maker.ts';
import { NPM_ASSET, smallTarball } from './small-tarball.ts';

/** npm packages for asking a service how it treats them. */
export const npmSamples: ProbeSamples = {
  pkg: (nonce) => ({ format: 'npm', name: `buildset-probe-${nonce}` }),
  file: async (pkg, version, build) => {
    const files = { 'index.js': `module.exports = ${build};\n` };
    const content = smallTarball({ pkg, version, files });
    return { name: NPM_ASSET, content, document: await documentMakerOf(content) };
  },
};
