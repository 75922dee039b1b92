import type { VersionRef } from '@buildset/core';

/** What `npm pack` calls the tarball of a version. */
export function tarballName({ name, namespace, version }: VersionRef): string {
  return [...(namespace === undefined ? [] : [namespace]), name, `${version}.tgz`].join('-');
}
