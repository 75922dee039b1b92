import type { PackageRef, VersionRef } from './coordinates.ts';
import type { Home } from './home/home.ts';
import type { EventBody } from './log/event.ts';
import { Log } from './log/log.ts';
import { type LogState, placeKey } from './log/state.ts';
import type { SetDigest } from './set-digest.ts';

/** A set that a repository's version holds on to: `--last`, `--last-passed` and automatic activation leave it. */
export interface Hold {
  readonly version: string;
  /** The repository's ARN. */
  readonly to: string;
  readonly set: SetDigest;
  readonly reason?: string;
  /** Who placed it, and when by the service's time. */
  readonly by?: string;
  /** Whose credentials placed it, as AWS knows them. */
  readonly principal?: string;
  readonly at?: Date;
}

/** Which version in which repository, as an ARN. */
export interface HoldPlace {
  readonly ref: VersionRef;
  readonly to: string;
}

export interface HoldOptions {
  readonly reason?: string;
  readonly by?: string;
}

export interface HoldOutcome {
  readonly outcome: 'placed' | 'already-placed' | 'lifted' | 'not-held';
  /** The set that is held, or that was; absent when none was. */
  readonly set?: SetDigest;
}

/** The holds of a package, or of one version of it. One fetch and one description a hold, besides reading the log. */
export async function listHolds(pkg: PackageRef, home: Home, version?: string): Promise<Hold[]> {
  const log = new Log(home, pkg);
  const { holds } = await log.read();
  const all = await Promise.all(
    Object.entries(holds).map(async ([key, { event, reason, set }]): Promise<Hold> => {
      const [to = '', held = ''] = splitKey(key);
      const [stored, described] = await Promise.all([log.event(event), home.records.describeVersion(log.place(event))]);
      const { body, principal } = stored.event;
      return {
        version: held,
        to,
        set,
        ...(reason === undefined ? {} : { reason }),
        ...('by' in body && body.by !== undefined ? { by: body.by } : {}),
        ...(principal === undefined ? {} : { principal }),
        ...(described?.publishedAt ? { at: described.publishedAt } : {}),
      };
    }),
  );
  return all.filter((hold) => version === undefined || hold.version === version);
}

/** Holds on to a set in a repository, over another hold if there is one. The same hold again costs no write. */
export async function placeHold(
  { ref, to, set }: HoldPlace & { readonly set: SetDigest },
  home: Home,
  { by, reason }: HoldOptions = {},
): Promise<HoldOutcome> {
  const isNew = await appendHold({ ref, to }, home, ({ holds }) => {
    if (holds[placeKey(to, ref.version)]?.set === set) return undefined;
    return { type: 'hold.placed', version: ref.version, to, set, ...said(by, reason) };
  });
  return { outcome: isNew ? 'placed' : 'already-placed', set };
}

/** Lets go of whatever a repository's version holds on to. No hold there is no error and costs no write. */
export async function liftHold(
  { ref, to }: HoldPlace,
  home: Home,
  { by, reason }: HoldOptions = {},
): Promise<HoldOutcome> {
  let set: SetDigest | undefined;
  await appendHold({ ref, to }, home, ({ holds }) => {
    const hold = holds[placeKey(to, ref.version)];
    if (!hold) return undefined;
    set = hold.set;
    return { type: 'hold.lifted', version: ref.version, to, set, ...said(by, reason) };
  });
  return set === undefined ? { outcome: 'not-held' } : { outcome: 'lifted', set };
}

/** Whether an event was written. */
async function appendHold(
  { ref }: HoldPlace,
  home: Home,
  decide: (state: LogState) => EventBody | undefined,
): Promise<boolean> {
  let isNew = false;
  const log = new Log(home, ref);
  await log.read();
  await log.append((state) => {
    const body = decide(state);
    isNew = body !== undefined;
    return body;
  });
  return isNew;
}

function said(by: string | undefined, reason: string | undefined): HoldOptions {
  return { ...(reason === undefined ? {} : { reason }), ...(by === undefined ? {} : { by }) };
}

function splitKey(key: string): string[] {
  const at = key.indexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
}
