import type { Format, FormatAdapter, PackageRef, VersionRef } from '@buildset/core';
import { usageError } from './cli-error.ts';
import { sampleOf } from './sample.ts';

/** The formats of a front-end, loaded when one is used. The first is the default. */
export interface Formats {
  readonly names: readonly [Format, ...Format[]];
  load(name: Format): Promise<FormatAdapter>;
}

/** `--format`, for front-ends that are not of one format. */
export function formatFlag({ names }: Formats) {
  return {
    format: {
      choices: names,
      describe: `Package format; or before the package, as ${names.at(-1)}:… [default: ${names[0]}]`,
      hidden: names.length === 1,
    },
  } as const;
}

/** `--format`, for questions about every package. */
export function anyFormatFlag({ names }: Formats) {
  const describe = `Only this format [default: every one; of a package that is named ${names[0]}]`;
  return { format: { choices: names, describe, hidden: names.length === 1 } } as const;
}

/** The adapter that `--format` names, or the front-end's first. */
export async function formatOf(formats: Formats, name: string | undefined): Promise<FormatAdapter> {
  return formats.load(formats.names.find((known) => known === name) ?? formats.names[0]);
}

/** The formats that `--format` names, or all of the front-end. */
export function chosenFormats({ names }: Formats, name: string | undefined): readonly Format[] {
  return name === undefined ? names : names.filter((known) => known === name);
}

/** A package as typed. Names are canonical from here on. Throws `usage` and `invalid-name`. */
export function parsePackage(text: string, format: FormatAdapter): PackageRef {
  const slash = text.lastIndexOf('/');
  if (format.format !== 'pypi' && slash > 0) {
    const namespace = text.slice(0, slash).replace(/^@/, '');
    return { format: format.format, namespace, name: format.canonicalName(text.slice(slash + 1)) };
  }
  if (format.format === 'generic') {
    throw usageError(`"${text}" names no namespace, and every generic package has one.`, `Give ${exampleOf(format)}.`);
  }
  return { format: format.format, name: format.canonicalName(text) };
}

/** `<package>==<version>` as typed; `<package>@<version>` for npm. Throws `usage` and `invalid-name`. */
export function parseVersionRef(text: string, format: FormatAdapter): VersionRef {
  const { name, version } = splitSpec(text, format);
  if (name === '' || version === undefined || version === '') {
    throw usageError(`"${text}" does not name a version.`, `Give ${exampleOf(format)}.`);
  }
  return { ...parsePackage(name, format), version };
}

function exampleOf({ format }: FormatAdapter): string {
  const { spec, spelling } = sampleOf(format);
  return `${spelling}, for example ${spec}`;
}

/** `<package>` or `<package>==<version>`. */
export function splitSpec(text: string, { format }: FormatAdapter): { name: string; version: string | undefined } {
  const separator = format === 'npm' && !text.includes('==') ? '@' : '==';
  const at = text.lastIndexOf(separator);
  if (at <= 0) return { name: text, version: undefined };
  return { name: text.slice(0, at), version: text.slice(at + separator.length) };
}
