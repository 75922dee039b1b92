import { type Home, listKnownPackages, type PackageRef } from '@buildset/core';
import type { Options } from 'yargs';
import { defined } from '../defined.ts';
import { chosenFormats, type Formats, formatOf, parsePackage, splitSpec } from '../formats.ts';
import { splitFormat } from '../set-spec.ts';

/** Which packages a question is about. */
export const PACKAGES_FLAG = {
  package: { type: 'string', array: true, nargs: 1, describe: 'Only this package [default: all that have a log]' },
} as const satisfies Record<string, Options>;

/** The packages that were named, or all that have a log in the home: one listing for each thousand of a format. */
export async function packagesOf(
  {
    format,
    package: named = [],
  }: { readonly format?: string | undefined; readonly package?: readonly (string | number)[] | undefined },
  formats: Formats,
  { records }: Home,
): Promise<PackageRef[]> {
  if (named.length === 0) return await listKnownPackages(records, chosenFormats(formats, format), 'log');
  return await Promise.all(
    named.map(async (text) => {
      const { format: own, rest } = splitFormat(String(text), formats);
      return parsePackage(rest, await formatOf(formats, own ?? format));
    }),
  );
}

/** The package, and perhaps the version, that a question is about: `[<format>:]<package>[==<version>]`. */
export async function namedPackage(
  { format, spec }: { readonly format?: string | undefined; readonly spec?: string | undefined },
  formats: Formats,
): Promise<{ readonly named?: PackageRef; readonly version?: string }> {
  return spec === undefined ? {} : await packageIn(spec, format, formats);
}

/** As `namedPackage`, of a text. Throws `usage` and `invalid-name`. */
export async function packageIn(
  spec: string,
  format: string | undefined,
  formats: Formats,
): Promise<{ readonly named: PackageRef; readonly version?: string }> {
  const { format: own, rest } = splitFormat(spec, formats);
  const adapter = await formatOf(formats, own ?? format);
  const { name, version } = splitSpec(rest, adapter);
  return { named: parsePackage(name, adapter), ...defined({ version }) };
}
