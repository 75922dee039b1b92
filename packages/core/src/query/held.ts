import { type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { stateAt } from '../history.ts';
import { Log } from '../log/log.ts';
import type { LogState } from '../log/state.ts';
import { inParallel } from '../in-parallel.ts';
import { isSetDigest, type SetDigest } from '../set-digest.ts';

/** How many logs are read at once. */
const AT_ONCE = 8;

/** A repository, now or at a time. */
export interface Moment {
  /** The repository's ARN. */
  readonly to: string;
  /** Default: now. */
  readonly time?: Date;
}

/** A set that a repository held by the log: promoted there, not replaced and not taken back. */
export interface HeldSet {
  readonly ref: VersionRef;
  readonly digest: SetDigest;
  readonly builds: readonly string[];
  readonly operationId: string;
  /** The number of the event that says so, in the package's log. */
  readonly event: number;
}

/** What a repository held at a time, by the logs of these packages, in their order; then by version. */
export async function heldAt(packages: readonly PackageRef[], moment: Moment, home: Home): Promise<HeldSet[]> {
  const [held = []] = await heldAtAll(packages, [moment], home);
  return held.map(({ log: _log, ...one }) => one);
}

/** As `heldAt`, for several moments, with one reading of each log. */
export async function heldAtAll(
  packages: readonly PackageRef[],
  moments: readonly Moment[],
  home: Home,
): Promise<(HeldSet & { readonly log: Log })[][]> {
  const found = new Map<PackageRef, (HeldSet & { readonly log: Log })[][]>();
  await inParallel(packages, AT_ONCE, async (pkg) => {
    const log = new Log(home, pkg);
    const now = await log.read();
    const sets = [];
    for (const { time, to } of moments) {
      const state = time ? await stateAt(pkg, time, home, log) : now;
      sets.push(setsIn(state, to, pkg).map((held) => ({ ...held, log })));
    }
    found.set(pkg, sets);
  });
  return moments.map((_, index) => packages.flatMap((pkg) => found.get(pkg)?.[index] ?? []));
}

function setsIn({ places }: LogState, to: string, pkg: PackageRef): HeldSet[] {
  const prefix = `${to} `;
  return Object.entries(places)
    .filter(([key, place]) => key.startsWith(prefix) && place.withdrawn !== true)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { sets }]) => {
      const ref = versionOf(pkg, key.slice(prefix.length));
      return Object.entries(sets).flatMap(([digest, { builds, event, operationId }]) =>
        isSetDigest(digest) ? { ref, digest, builds, operationId, event } : [],
      );
    });
}
