import type { SetEntry } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import { listRecords, readRecord } from '../home/record.ts';
import type { Asset, AssetReader, RepositoryReader } from '../ports/registry.ts';
import type { Candidate } from './candidates.ts';
import { inParallel } from '../in-parallel.ts';
import { holdsAll } from './observe.ts';

/** How many records are looked at at once. */
const INDEXED_AT_ONCE = 8;

/** Where the bytes of assets can be had. A broken download is opened anew by whoever reads it. */
export interface SetContent {
  open(entry: SetEntry): Promise<AsyncIterable<Uint8Array>>;
}

/** A place to look for bytes, and the version that is looked at there. */
export interface ContentPlace {
  readonly repository: AssetReader;
  readonly ref: VersionRef;
  /** What it was seen to hold; without it, it is asked for every asset by name. Other builds' files may be called alike. */
  readonly holds?: readonly Pick<Asset, 'name' | 'sha256'>[];
}

/** Where a set's own records are: in the promotion's home, and in that of the source's domain. */
export function recordPlaces({ record, recordElsewhere, set }: Candidate, home: RepositoryReader): ContentPlace[] {
  const records = [...(record ? [{ home, record }] : []), ...(recordElsewhere ? [recordElsewhere] : [])];
  return records.map((one) => ({ repository: one.home, ref: one.record, holds: set.entries }));
}

/**
 * The bytes of a version's assets: from the first place that has them, else from any record of the version in the homes.
 * Each is verified by its digest, so it does not matter which. Throws `content-missing`.
 */
export function contentFrom(
  ref: VersionRef,
  places: readonly ContentPlace[],
  ...homes: readonly RepositoryReader[]
): SetContent {
  const indexes = new Map<RepositoryReader, Promise<ReadonlyMap<string, VersionRef>>>();
  const indexOf = (home: RepositoryReader) => {
    const index = indexes.get(home) ?? indexRecords(ref, home);
    indexes.set(home, index);
    index.catch(() => indexes.delete(home)); // a failure is not an answer to keep
    return index;
  };
  return {
    async open(entry) {
      for (const place of places) {
        if (place.holds && !holdsAll(place.holds, [entry])) continue;
        const content = await place.repository.openAsset(place.ref, entry);
        if (content) return content;
      }
      for (const home of homes) {
        const record = (await indexOf(home)).get(keyOf(entry));
        const content = record && (await home.openAsset(record, entry));
        if (content) return content;
      }
      throw new CodedError('content-missing', `The bytes of ${entry.name} of ${formatVersion(ref)} are nowhere.`, {
        side: 'home',
        next: 'Upload the build again: the same bytes are recognised.',
      });
    },
  };
}

/** Which record holds each asset of a version; aliases hold none, so later records may answer. */
async function indexRecords(ref: VersionRef, home: RepositoryReader): Promise<ReadonlyMap<string, VersionRef>> {
  const index = new Map<string, VersionRef>();
  const sealed = (await listRecords(home, ref, ref.version)).filter(({ state }) => state === 'sealed');
  await inParallel(sealed, INDEXED_AT_ONCE, async (summary) => {
    const [{ record, set }, listing] = await Promise.all([
      readRecord(home, ref, summary),
      home.listAssets(summary.record),
    ]);
    const held = new Set(listing?.assets.map(({ sha256 }) => sha256));
    for (const entry of set.entries) if (held.has(entry.sha256)) index.set(keyOf(entry), record);
  });
  return index;
}

function keyOf({ name, sha256 }: SetEntry): string {
  return `${sha256} ${name}`;
}
