import { type PackageRef, packageOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { Sha256 } from '../sha256.ts';
import type { LogEvent } from './event.ts';
import { Log } from './log.ts';
import { timeOf } from './past.ts';

/** How many events are described at once. */
const AT_ONCE = 32;

/** An event with what the service says of it. */
export interface ExportedEvent {
  /** The service's time. */
  readonly at: Date;
  /** Of the event's bytes, which are its canonical JSON: what the next one names. */
  readonly sha256: Sha256;
  readonly event: LogEvent;
}

/** The events of a log from the first, one after the other, verified as a chain. Throws `log-broken`. */
export async function* exportLog(pkg: PackageRef, home: Home): AsyncGenerator<ExportedEvent> {
  const log = new Log(home, packageOf(pkg));
  const events = await log.readAll();
  for (let start = 0; start < events.length; start += AT_ONCE) {
    const part = events.slice(start, start + AT_ONCE);
    const times = await Promise.all(part.map(({ event }) => timeOf(log, event.number, home)));
    for (const [index, { event, sha256 }] of part.entries()) yield { at: times[index] ?? new Date(0), sha256, event };
  }
}
