import { CodedError } from '../coded-error.ts';
import { type RepositoryRef, sameRepository } from '../coordinates.ts';
import type { Home } from './home.ts';

/** Throws `own-repository` for the home and its transit: what is brought there is in the way, or thrown away. */
export function requireForBuilds(repository: RepositoryRef, { records, transit }: Home): void {
  if (![records, transit].some((own) => sameRepository(own.repository, repository))) return;
  throw new CodedError('own-repository', `${repository.repository} is buildset's own, and takes no builds.`, {
    side: 'destination',
    next: 'Name the repository that is to hold the build.',
  });
}
