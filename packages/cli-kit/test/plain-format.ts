import { type FormatAdapter, parseBuildTag } from '@buildset/core';
import type { Formats } from '../src/formats.ts';

/** A format whose files are called `name-version-build.part`, told apart as wheels are; parts compete with each other. */
export const plainFormat: FormatAdapter = {
  format: 'pypi',
  builds: 'side-by-side',
  canonicalName: (name) => name.toLowerCase(),
  inspect: async (file) => {
    const [name = '', version = '', build] = partsOf(file.name);
    return {
      ref: { format: 'pypi', name, version },
      assetName: file.name,
      ...(build === undefined ? {} : { buildTag: build }),
    };
  },
  buildTagOf: (name) => {
    const build = partsOf(name)[2];
    return build === undefined ? undefined : parseBuildTag(build);
  },
  slotsOf: (name) => [name.split('.').at(-1) ?? ''],
  comparePreference: (a, b) => Number(partsOf(a)[2] ?? 0) - Number(partsOf(b)[2] ?? 0),
};

/** That format alone, as a front-end has it. */
export const plainFormats: Formats = { names: ['pypi'], load: async () => plainFormat };

function partsOf(fileName: string): string[] {
  return fileName.replace(/\.[a-z]+$/, '').split('-');
}
