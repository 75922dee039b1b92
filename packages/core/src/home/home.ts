import type { RepositoryWriter } from '../ports/registry.ts';
import type { Random, ServiceClock, Timer } from '../ports/clock.ts';

/** The default name of the home repository. */
export const DEFAULT_HOME = 'buildset';

/** The repository in which a version is assembled before it is copied. */
export function transitName(home: string): string {
  return `${home}-transit`;
}

/** Why the transit is of no use: it was not made, or these credentials may not use it. */
export type TransitLack = 'missing' | 'denied';

/** The home of a domain: records, notes and the log, and the transit beside it. */
export interface Home {
  readonly records: RepositoryWriter;
  readonly transit: RepositoryWriter;
  /** Nothing is asked of the transit then. Absent as far as is known: a transit that can be seen may still refuse. */
  readonly lacksTransit?: TransitLack;
  /** What `lacksTransit` will be, while it is being asked; rejects with `no-home`. A promotion looks around meanwhile. */
  readonly opening?: Promise<TransitLack | undefined>;
  readonly clock: ServiceClock;
  readonly timer: Timer;
  readonly random: Random;
  /** Whose credentials write here, as AWS knows them: an ARN, asked for once; undefined where nobody says. Never rejects. */
  readonly principal?: () => Promise<string | undefined>;
}
