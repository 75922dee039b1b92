import { usageError } from '@buildset/cli-kit';
import type { VersionRef } from '@buildset/core';
import { checkName } from '@buildset/format-generic';

/** What PACKAGE_FLAGS say. */
export interface PackageArguments {
  readonly package: string;
  readonly namespace: string;
  readonly packageVersion: string;
}

/** The version that the flags name. Throws `invalid-name` and `usage`. */
export function refOf({ namespace, package: name, packageVersion }: PackageArguments): VersionRef {
  if (!/^[^#/\s]{1,255}$/u.test(packageVersion)) {
    throw usageError(
      `"${packageVersion}" is not a version.`,
      'It has 1 to 255 characters, none of them "#", "/" or space.',
    );
  }
  return { format: 'generic', namespace: checkName(namespace), name: checkName(name), version: packageVersion };
}
