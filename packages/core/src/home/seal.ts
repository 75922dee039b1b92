import { once } from '../bytes.ts';
import {
  type BuildSet,
  isHomeAsset,
  MARKER,
  parseMarker,
  serializeSet,
  setDigest,
  type SetEntry,
} from '../build-set.ts';
import { CodedError, hasCode } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { AssetListing, Publication, RepositoryWriter } from '../ports/registry.ts';
import { sha256Of } from '../sha256.ts';
import { type PathOf, shownName, shownNames } from '../shown-name.ts';
import { parseRecordName } from './key.ts';
import { readStored } from './stored.ts';

/** How often a seal is tried again when the revision moved although the assets are right. */
const SEAL_ATTEMPTS = 4;

/** What is put into a record; with its path where it has one. */
interface RecordPublication extends Publication {
  readonly asset: SetEntry;
}

/**
 * Adds an asset to an open record. The same bytes again are no change.
 * Throws `build-sealed` or `open-set-differs`, which name what is there.
 */
export async function addToRecord(
  home: RepositoryWriter,
  record: VersionRef,
  publication: RecordPublication,
): Promise<void> {
  const { outcome } = await home.publishAsset(record, { ...publication, unfinished: true });
  if (outcome === 'published') return;
  const { asset } = publication;
  const [described, listing] = await Promise.all([home.describeVersion(record), home.listAssets(record)]);
  const held = listing?.assets.find(({ name }) => name === asset.name);
  if (held?.sha256 === asset.sha256) return;
  const holds = held ? `holds ${shownName(asset)} with sha256 ${held.sha256}, not ${asset.sha256}` : undefined;
  if (holds !== undefined && described?.status !== 'Published') {
    throw new CodedError('open-set-differs', `The open set ${record.version} ${holds}.`, {
      side: 'home',
      next: 'Give this build a number of its own, or abandon the open set and upload again.',
    });
  }
  const what = holds ?? `does not hold ${shownName(asset)}`;
  throw new CodedError('build-sealed', `The set ${record.version} is sealed and ${what}.`, {
    side: 'home',
    next: 'A sealed set never changes: give this build a number of its own.',
  });
}

/**
 * Seals a record: publishes the marker, and closes the version at the very listing that was compared.
 * With `alias`, the record holds the marker alone. A set that is sealed already with this digest is no change.
 * Throws `part-arrived` or `parts-missing` (the set stays open), `build-exists` when another set was sealed meanwhile.
 */
export async function sealRecord(
  home: RepositoryWriter,
  record: VersionRef,
  set: BuildSet,
  options: { readonly alias?: boolean; readonly format?: PathOf } = {},
): Promise<void> {
  const marker = markerOf(set);
  const expected: readonly SetEntry[] = [...(options.alias === true ? [] : set.entries), marker.asset];
  await addToRecord(home, record, marker);
  for (let attempt = 1; attempt <= SEAL_ATTEMPTS; attempt += 1) {
    const listing = await home.listAssets(record);
    requireExactly(record, listing, expected, options.format);
    try {
      await home.updateStatus(record, { to: 'Published', expected: 'Unfinished', revision: listing.revision });
      return;
    } catch (error) {
      if (hasCode(error, 'mismatched-status')) return await requireSealedAs(home, record, set);
      if (!hasCode(error, 'mismatched-revision')) throw error;
    }
  }
  throw new CodedError('part-arrived', `The open set ${record.version} keeps changing.`, {
    side: 'home',
    next: 'Wait until no other job adds to it, then seal it again.',
  });
}

/** Returns when the record is sealed with exactly this set. Throws `build-exists` with both digests. */
export async function requireSealedAs(home: RepositoryWriter, record: VersionRef, set: BuildSet): Promise<void> {
  const sealed = await readStored(home, record, MARKER, parseMarker);
  if (sealed && setDigest(sealed) === setDigest(set)) return;
  const was = sealed ? setDigest(sealed) : 'without a marker';
  const tag = parseRecordName(record.version)?.buildTag;
  const what = `${tag === undefined ? 'A set' : `Build ${tag}`} of ${formatVersion(set.ref)}`;
  throw new CodedError('build-exists', `${what} is on record already, as ${was}; these files are ${setDigest(set)}.`, {
    side: 'home',
    next: 'Give this build a number of its own. The jobs of one build add to it while it is open, and the last one seals it.',
  });
}

function markerOf(set: BuildSet): Publication {
  const content = new TextEncoder().encode(serializeSet(set));
  const asset = { name: MARKER, size: content.length, sha256: sha256Of(content) };
  return { asset, open: async () => once(content), unfinished: true };
}

function requireExactly(
  record: VersionRef,
  listing: AssetListing | undefined,
  expected: readonly SetEntry[],
  format: PathOf | undefined,
): asserts listing is AssetListing {
  const held = new Map(listing?.assets.map((asset) => [asset.name, asset.sha256]));
  const missing = expected.filter((asset) => held.get(asset.name) !== asset.sha256);
  if (!listing || missing.length > 0) {
    const names = shownNames(missing, format);
    throw new CodedError('parts-missing', `The open set ${record.version} does not show ${names} yet.`, {
      side: 'home',
      next: 'Run the upload again; what is there is kept.',
    });
  }
  const names = new Set(expected.map(({ name }) => name));
  const extra = listing.assets.filter(({ name }) => !names.has(name) && !isHomeAsset(name));
  if (extra.length > 0) {
    throw new CodedError('part-arrived', `The open set ${record.version} also holds ${shownNames(extra, format)}.`, {
      side: 'home',
      next: 'Another job added to this build: seal it with all its parts, or abandon it.',
    });
  }
}
