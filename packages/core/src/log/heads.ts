import type { PackageRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { repositoryArn } from '../schema.ts';
import { anchorKey, formatHead } from './anchor.ts';
import type { Log } from './log.ts';

/** The heads of the logs that one run has read: each event that it writes stores those of the other packages. */
export class Heads {
  readonly #seen = new Map<string, string>();

  /** Keeps the head of a log as it was last read; nothing of an empty one. */
  note({ head: { number, sha256 }, pkg }: Log): void {
    if (sha256 !== undefined) this.#seen.set(anchorKey(pkg), formatHead({ number, sha256 }));
  }

  /** The heads of all logs but the package's own, as an event stores them. */
  besides(pkg: PackageRef): Record<string, string> {
    const own = anchorKey(pkg);
    return Object.fromEntries([...this.#seen].filter(([key]) => key !== own).sort());
  }
}

/** The heads that one run has read, by home: what one home's logs store is about that home's logs. */
export class HomeHeads {
  readonly #byHome = new Map<string, Heads>();

  of({ records }: Home): Heads {
    const arn = repositoryArn(records.repository);
    const heads = this.#byHome.get(arn) ?? new Heads();
    this.#byHome.set(arn, heads);
    return heads;
  }
}
