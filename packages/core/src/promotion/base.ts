import type { RepositoryRef, VersionRef } from '../coordinates.ts';
import type { Asset, Revision } from '../ports/registry.ts';
import { holdsAll, type Observed, sameAssets } from './observe.ts';

/** A repository that holds a version. */
export interface Holder {
  readonly repository: RepositoryRef;
  readonly holds: Observed;
}

/** What the transit's version begins with: a copy of this. */
export interface Base {
  readonly from: RepositoryRef;
  readonly revision: Revision;
  readonly assets: readonly Asset[];
}

/**
 * The first holder whose version is a part of what is to be assembled, so that a copy inside the service saves its bytes;
 * undefined when there is none. A generic version takes no more once it is copied, so there it must be the whole.
 */
export function baseOf(ref: VersionRef, wanted: readonly Asset[], holders: readonly Holder[]): Base | undefined {
  for (const { holds, repository } of holders) {
    const { assets, revision, status } = holds;
    const isPart = status === 'Published' && assets.length > 0 && holdsAll(wanted, assets);
    const canGrow = ref.format !== 'generic' || sameAssets(assets, wanted);
    if (isPart && canGrow && revision) return { from: repository, revision, assets };
  }
  return undefined;
}
