import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { Asset, InstallerFile, RepositoryWriter } from '../ports/registry.ts';
import { holdsAll, observe } from './observe.ts';

/** How long the service may take to show what was done. */
const VISIBLE_WITHIN_MS = 60_000;

/**
 * Waits until the destination lists every asset as Published, and installers are offered it with the same digest.
 * Throws `not-verified`, which names what is missing. Returns the names of assets that were not expected there.
 */
export async function verify(
  destination: RepositoryWriter,
  ref: VersionRef,
  result: readonly Asset[],
  { clock, timer }: Pick<Home, 'clock' | 'timer'>,
): Promise<readonly string[]> {
  const deadline = clock.now().getTime() + VISIBLE_WITHIN_MS;
  for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
    const [held, view] = await Promise.all([observe(destination, ref), destination.installerView(ref)]);
    const isThere = held.status === 'Published' && holdsAll(held.assets, result);
    const hidden = isThere ? notOffered(view, held.assets, result) : result.map(({ name }) => name);
    if (hidden.length === 0) {
      return held.assets.filter((asset) => !holdsAll(result, [asset])).map(({ name }) => name);
    }
    if (clock.now().getTime() > deadline) {
      const where = destination.repository.repository;
      throw new CodedError('not-verified', `${where} does not show ${hidden.join(', ')} of ${formatVersion(ref)}.`, {
        side: 'destination',
        retryable: true,
        next: 'Run the command again: it continues from what is there.',
      });
    }
    await timer.sleep(wait);
  }
}

/** The assets that installers are not offered, or with another digest; npm's is the one that the listing tells. */
function notOffered(
  view: readonly InstallerFile[] | undefined,
  held: readonly Asset[],
  result: readonly Asset[],
): string[] {
  if (!view) return [];
  const offered = new Map(view.map((file) => [file.name, file]));
  const listed = new Map(held.map(({ name, integrity }) => [name, integrity]));
  return result.flatMap(({ name, sha256 }) => {
    const file = offered.get(name);
    const isSame = (file?.sha256 ?? sha256) === sha256 && isSameIntegrity(file?.integrity, listed.get(name));
    return file && isSame ? [] : [name];
  });
}

/** Where one of the two is not told there is nothing to compare. */
function isSameIntegrity(shown: string | undefined, listed: string | undefined): boolean {
  return shown === undefined || listed === undefined || shown.split(/\s+/).includes(listed);
}
