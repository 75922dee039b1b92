import type { Format, PackageRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { EventBody } from '../log/event.ts';
import { Log } from '../log/log.ts';
import { inParallel } from '../in-parallel.ts';
import { listKnownPackages } from './catalog.ts';

/** How many logs are read at once. */
const AT_ONCE = 16;

/**
 * The package whose log tells that an operation was completed; undefined when none does. One listing for each thousand
 * packages, and a read of each log's end until it is found: that tells what can be undone. Only for what is told
 * nowhere there, because more was done since, are the logs read from their beginning.
 */
export async function findOperation(
  id: string,
  formats: readonly Format[],
  home: Home,
): Promise<PackageRef | undefined> {
  const logs = (await listKnownPackages(home.records, formats, 'log')).map((pkg) => new Log(home, pkg));
  return (await firstOf(logs, (log) => isLast(id, log))) ?? (await firstOf(logs, (log) => isTold(id, log)));
}

async function firstOf(logs: readonly Log[], isIt: (log: Log) => Promise<boolean>): Promise<PackageRef | undefined> {
  let found: PackageRef | undefined;
  await inParallel(logs, AT_ONCE, async (log) => {
    if (!found && (await isIt(log))) found = log.pkg;
  });
  return found;
}

async function isLast(id: string, log: Log): Promise<boolean> {
  const { places } = await log.read();
  return Object.values(places).some(({ sets, withdrawnBy }) =>
    [...Object.values(sets), withdrawnBy].some((one) => one?.operationId === id),
  );
}

async function isTold(id: string, log: Log): Promise<boolean> {
  return (await log.readAll()).some(({ event }) => completes(id, event.body));
}

function completes(id: string, body: EventBody): boolean {
  return body.type === 'operation.completed' && body.operation.id === id;
}
