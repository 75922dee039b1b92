import { CodedError, hasCode } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Asset, RepositoryWriter, Revision } from '../ports/registry.ts';
import { holdsAll, observe, type Observed, sameAssets } from './observe.ts';

/** How long what was written may take to show in a listing. */
const VISIBLE_WITHIN_MS = 30_000;

/**
 * Whether a half-assembled version may be continued: every asset of it is wanted, and it takes more. A generic version
 * takes them only while it is Unfinished.
 */
export function isContinuable({ format }: VersionRef, held: Observed, wanted: readonly Asset[]): boolean {
  if (held.status === 'Published' && format === 'generic') return sameAssets(held.assets, wanted);
  return (held.status === 'Published' || held.status === 'Unfinished') && holdsAll(wanted, held.assets);
}

/**
 * Removes the version from the transit: archived at the revision that was seen, then deleted as Archived, so that
 * nothing that arrives in between is lost. The lease is confirmed before each. Already gone is no error, nor is it that
 * there is no transit.
 */
export async function emptyTransit(home: Home, ref: VersionRef, lease: HeldLease, seen?: Observed): Promise<void> {
  if (home.lacksTransit) return;
  let held = seen ?? (await observe(home.transit, ref));
  if (held.status === undefined) return;
  await lease.confirm();
  if (held.status === 'Published' || held.status === 'Unlisted') {
    try {
      const { status, revision } = held;
      await home.transit.updateStatus(ref, { to: 'Archived', expected: status, ...(revision ? { revision } : {}) });
    } catch (error) {
      if (hasCode(error, 'not-found')) return;
      if (seen === undefined || !hasCode(error, 'mismatched-revision', 'mismatched-status')) throw error;
      return await emptyTransit(home, ref, lease); // it is not any more what the caller saw
    }
    held = { ...held, status: 'Archived' };
    await lease.confirm();
  }
  await home.transit.deleteVersion(ref, { expected: held.status ?? 'Archived' });
}

/** Waits until a repository shows exactly the wanted assets, and returns the revision to pin. Throws `not-assembled`. */
export async function assembledRevision(
  repository: RepositoryWriter,
  ref: VersionRef,
  wanted: readonly Asset[],
  { clock, timer }: Pick<Home, 'clock' | 'timer'>,
): Promise<Revision> {
  const deadline = clock.now().getTime() + VISIBLE_WITHIN_MS;
  for (let wait = 100; ; wait *= 2) {
    const listing = await repository.listAssets(ref);
    if (listing && sameAssets(listing.assets, wanted)) return listing.revision;
    const extra = listing?.assets.filter((asset) => !holdsAll(wanted, [asset])) ?? [];
    if (extra.length > 0 || clock.now().getTime() > deadline) {
      const where = repository.repository.repository;
      throw new CodedError(
        'not-assembled',
        `${where} does not hold what was put together there: ${difference(listing?.assets ?? [], wanted)}.`,
        {
          side: 'home',
          retryable: true,
          next: `Run the command again. If it stays so, somebody else writes to ${where}.`,
        },
      );
    }
    await timer.sleep(wait);
  }
}

/**
 * Publishes an assembled generic version at the very listing that was compared, and returns the revision to pin, which
 * the change of status may have made. One that is Published already is no error; one that is gone throws
 * `not-assembled`.
 */
export async function closeAssembled(
  repository: RepositoryWriter,
  ref: VersionRef,
  wanted: readonly Asset[],
  time: Pick<Home, 'clock' | 'timer'>,
): Promise<Revision> {
  const revision = await assembledRevision(repository, ref, wanted, time);
  try {
    await repository.updateStatus(ref, { to: 'Published', expected: 'Unfinished', revision });
  } catch (error) {
    if (hasCode(error, 'not-found')) throw goneMeanwhile(repository, ref, error);
    if (!hasCode(error, 'mismatched-status')) throw error;
  }
  return await assembledRevision(repository, ref, wanted, time);
}

/** Another run of the same plan was quicker, and has emptied the transit: observe and plan anew. */
function goneMeanwhile({ repository }: RepositoryWriter, ref: VersionRef, cause: unknown): CodedError {
  return new CodedError('not-assembled', `${formatVersion(ref)} is not in ${repository.repository} any more.`, {
    side: 'home',
    retryable: true,
    cause,
    next: 'Run the command again: it goes on from what is there.',
  });
}

function difference(held: readonly Asset[], wanted: readonly Asset[]): string {
  const missing = wanted.filter((asset) => !holdsAll(held, [asset])).map(({ name }) => `${name} is missing`);
  const extra = held.filter((asset) => !holdsAll(wanted, [asset])).map(({ name }) => `${name} is unexpected`);
  return [...missing, ...extra].join(', ');
}
