import type { Format, PackageRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { Log } from '../log/log.ts';
import { each } from '../promotion/each.ts';
import { listKnownPackages } from './catalog.ts';

/** How many logs are read at once. */
const AT_ONCE = 16;

/**
 * The package of which an operation is what its log says last about a repository, which is what an undo needs; undefined
 * when there is none. One listing for each thousand packages, and a read of each log's end until it is found.
 */
export async function findOperation(
  id: string,
  formats: readonly Format[],
  home: Home,
): Promise<PackageRef | undefined> {
  let found: PackageRef | undefined;
  await each(await listKnownPackages(home.records, formats, 'log'), AT_ONCE, async (pkg) => {
    if (found) return;
    const { places } = await new Log(home, pkg).read();
    const operations = Object.values(places).flatMap(({ sets }) => Object.values(sets));
    if (operations.some(({ operationId }) => operationId === id)) found = pkg;
  });
  return found;
}
