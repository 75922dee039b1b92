import type { BlobStore } from '../storage/blobs.ts';
import type { MetadataStore } from '../storage/metadata.ts';

/** How many blobs are asked for in one transaction. */
const batchSize = 1000;

/** The stored blobs that no asset refers to: of uploads that were cut off or refused, and of deleted versions. */
export async function orphansIn(store: MetadataStore, blobs: BlobStore): Promise<readonly string[]> {
  const orphans: string[] = [];
  const look = async (batch: readonly string[]): Promise<void> => {
    await store.transact(async (m) => {
      for (const sha256 of batch) if (!(await m.blobs.isReferenced(sha256))) orphans.push(sha256);
    });
  };
  let batch: string[] = [];
  for await (const sha256 of blobs.list()) {
    batch.push(sha256);
    if (batch.length < batchSize) continue;
    await look(batch);
    batch = [];
  }
  await look(batch);
  return orphans;
}

/** Nobody may receive blobs meanwhile: one that comes again would be taken for stored, and removed. */
export async function removeOrphans(store: MetadataStore, blobs: BlobStore, orphans: readonly string[]): Promise<void> {
  for (const sha256 of orphans) {
    // The row first: one without a file would be believed, a file without a row is only an orphan again.
    await store.transact((m) => m.blobs.forget(sha256));
    await blobs.remove(sha256);
  }
}
