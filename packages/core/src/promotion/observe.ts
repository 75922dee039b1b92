import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { Asset, Revision, VersionReader, VersionStatus } from '../ports/registry.ts';

/** What a repository holds of a version at one moment; `assets` is empty when it holds none. */
export interface Observed {
  readonly status?: VersionStatus;
  readonly revision?: Revision;
  readonly assets: readonly Asset[];
}

/** How often a version that changes under the two requests is looked at again. */
const ATTEMPTS = 5;

/** Status, revision and assets that belong together. Two requests. Throws `unstable` when the version keeps changing. */
export async function observe(repository: VersionReader, ref: VersionRef): Promise<Observed> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const [description, listing] = await Promise.all([repository.describeVersion(ref), repository.listAssets(ref)]);
    if (!description && !listing) return { assets: [] };
    if (description && description.revision === listing?.revision) {
      return { status: description.status, revision: listing.revision, assets: listing.assets };
    }
  }
  throw new CodedError('unstable', `${formatVersion(ref)} in ${repository.repository.repository} keeps changing.`, {
    retryable: true,
    next: 'Run the command again when the uploads are done.',
  });
}

/** Whether two lists name the same assets with the same bytes, in any order. */
export function sameAssets(a: readonly Pick<Asset, 'name' | 'sha256'>[], b: typeof a): boolean {
  return a.length === b.length && holdsAll(a, b);
}

/** Whether `held` has every asset of `wanted` with the same bytes. */
export function holdsAll(
  held: readonly Pick<Asset, 'name' | 'sha256'>[],
  wanted: readonly Pick<Asset, 'name' | 'sha256'>[],
): boolean {
  const digests = new Map(held.map(({ name, sha256 }) => [name, sha256]));
  return wanted.every(({ name, sha256 }) => digests.get(name) === sha256);
}

/** Whether a version that was archived or unlisted holds the very bytes, and needs a change of status only. */
export function isPublishedAgain({ assets, status }: Observed, wanted: readonly Asset[]): boolean {
  return (status === 'Archived' || status === 'Unlisted') && sameAssets(assets, wanted);
}
