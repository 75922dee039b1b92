import type { RepositoryWriter } from '../ports/registry.ts';
import type { Random, ServiceClock, Timer } from '../ports/clock.ts';

/** The default name of the home repository. */
export const DEFAULT_HOME = 'buildset';

/** The repository in which a version is assembled before it is copied. */
export function transitName(home: string): string {
  return `${home}-transit`;
}

/** The home of a domain: records, notes and the log, and the transit beside it. */
export interface Home {
  readonly records: RepositoryWriter;
  readonly transit: RepositoryWriter;
  readonly clock: ServiceClock;
  readonly timer: Timer;
  readonly random: Random;
  /** Whose credentials write here, as AWS knows them: an ARN, asked for once; undefined where nobody says. Never rejects. */
  readonly principal?: () => Promise<string | undefined>;
}
