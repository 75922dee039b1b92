import type { VersionRef } from '../coordinates.ts';
import type { RepositoryReader } from '../ports/registry.ts';
import { type SetDigest, shortDigest } from '../set-digest.ts';
import { listRecords, readRecord, type SealedRecord } from './record.ts';

/** The sealed record of a set, or undefined. One listing, and one fetch where the digest is in the record's name. */
export async function findRecord(
  home: RepositoryReader,
  ref: VersionRef,
  digest: SetDigest,
): Promise<SealedRecord | undefined> {
  const sealed = (await listRecords(home, ref, ref.version)).filter(({ state }) => state === 'sealed');
  const named = sealed.filter(({ digest12 }) => digest12 === shortDigest(digest));
  const others = sealed.filter(({ digest12 }) => digest12 === undefined);
  for (const summary of [...named, ...others]) {
    const record = await readRecord(home, ref, summary);
    if (record.digest === digest) return record;
  }
  return undefined;
}
