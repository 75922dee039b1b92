import { type FormatAdapter, isBuildTag, parseBuildTag, type Selector, type VersionRef } from '@buildset/core';
import { usageError } from './cli-error.ts';
import { type Formats, formatOf, parseVersionRef } from './formats.ts';

/** One set as typed in one word. */
export interface SetSpec {
  readonly format: FormatAdapter;
  readonly ref: VersionRef;
  readonly selector: Selector;
}

const EXAMPLES =
  'Give <package>==<version>#<build>, for example pyabc==1.0.0#23, pyabc==1.0.0#last or generic:app==2#7.';

/**
 * `[<format>:]<package>==<version>#<build>`, where the build is a tag, `last` or a set digest that begins with `sha256:`.
 * No version of CodeArtifact's holds a `#`. Throws `usage`, and what the format throws.
 */
export async function parseSetSpec(text: string, formats: Formats, format?: string): Promise<SetSpec> {
  const { selector, version } = splitSet(text);
  const { format: named, rest } = splitFormat(version, formats);
  const adapter = await formatOf(formats, named ?? format);
  return { format: adapter, ref: parseVersionRef(rest, adapter), selector };
}

/** Takes the build, behind the last `#`, off the version. Throws `usage`. */
export function splitSet(text: string): { readonly version: string; readonly selector: Selector } {
  const hash = text.lastIndexOf('#');
  const build = text.slice(hash + 1);
  if (hash <= 0 || build === '') throw usageError(`"${text}" does not say which build is meant.`, EXAMPLES);
  return { version: text.slice(0, hash), selector: selectorOf(build, text) };
}

/** Takes a format's name and a colon off the beginning. */
export function splitFormat(text: string, { names }: Formats): { readonly format?: string; readonly rest: string } {
  const format = names.find((name) => text.startsWith(`${name}:`));
  return format === undefined ? { rest: text } : { format, rest: text.slice(format.length + 1) };
}

function selectorOf(build: string, text: string): Selector {
  if (build === 'last') return { by: 'last' };
  if (build.startsWith('sha256:')) return { by: 'set', digest: build };
  if (isBuildTag(build)) return { by: 'build', tag: parseBuildTag(build) };
  throw usageError(`"${build}" in "${text}" is no build tag, no digest and not "last".`, EXAMPLES);
}
