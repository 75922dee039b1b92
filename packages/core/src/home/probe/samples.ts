import type { PackageRef } from '../../coordinates.ts';
import type { DocumentMaker } from '../../ports/publish-document.ts';
import type { FormField } from '../../ports/registry.ts';

/** A small file that can be published. */
export interface ProbeFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** pypi: the upload form's fields. */
  readonly fields?: readonly FormField[];
  /** npm: makes the document that it is published in. */
  readonly document?: DocumentMaker;
}

/** Makes small publishable files of a format, for asking the service how it treats them. */
export interface ProbeSamples {
  /** A package that nobody uses, made unique by `nonce`. */
  pkg(nonce: string): PackageRef;
  /** A file of `version` (`1.0.0`); different `build` numbers give different bytes, and names where a version has several. */
  file(pkg: PackageRef, version: string, build: number): ProbeFile | Promise<ProbeFile>;
}

/** Samples of generic packages. */
export const genericSamples: ProbeSamples = {
  pkg: (nonce) => ({ format: 'generic', namespace: 'buildset.probe', name: `probe-${nonce}` }),
  file: (_pkg, version, build) => ({ name: `${build}.txt`, content: new TextEncoder().encode(`${version} ${build}`) }),
};
