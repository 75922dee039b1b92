import type { FormatAdapter } from '@buildset/core';
import { decodeAssetName } from './asset-name.ts';
import { genericError, quoted } from './errors.ts';

/** A namespace or a package name. Source: the API's PackageNamespace and PackageName. */
const NAME = /^[^#/\s]{1,255}$/u;

/**
 * A package's or namespace's name, as it is: the service compares them to the letter. Throws `invalid-name`.
 */
export function checkName(name: string): string {
  if (NAME.test(name) && !/\p{C}/u.test(name)) return name;
  throw genericError(
    'invalid-name',
    `${quoted(name)} is not a valid name of a generic package.`,
    'A name has 1 to 255 characters, without "#", "/", spaces and control characters.',
  );
}

/** Generic packages: a version holds the tree of one build, and never changes once it is Published. */
export const generic: FormatAdapter = {
  format: 'generic',
  builds: 'one',
  canonicalName: checkName,
  inspect: async ({ name }) => {
    throw genericError(
      'package-not-named',
      `The file ${quoted(name)} does not say which package it belongs to.`,
      'Publish it with codeartifact-generic publish, which names package and version.',
    );
  },
  buildTagOf: () => undefined,
  // Nothing chooses among the assets of a version: a consumer takes all of them.
  slotsOf: (assetName) => [assetName],
  comparePreference: () => 0,
  pathOf: decodeAssetName,
};
