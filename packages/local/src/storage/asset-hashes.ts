import type { BlobHasher, BlobStore, ReceivedBlob } from './blobs.ts';
import type { MetadataStore } from './metadata.ts';
import type { BlobHashes } from './records.ts';

/** The hashes that CodeArtifact reports besides SHA-256: computed behind the upload, waited for by who needs them. */
export interface AssetHashes {
  /** Starts to find what `blob` lacks, unless an upload of the same bytes has found it. Call it once the blob is in the metadata. */
  begin(blob: ReceivedBlob): void;
  /** The hashes of a stored blob; computes them when nobody has. */
  of(sha256: string): Promise<BlobHashes>;
  /** The hashes of a stored blob when somebody has computed them already. */
  known(sha256: string): Promise<BlobHashes | undefined>;
  /** What `of` gives, for a blob that the metadata does not know yet; keeps nothing. */
  compute(sha256: string): Promise<BlobHashes>;
  /** BLAKE2b with 256 bits of a stored blob; keeps nothing. */
  blake2b256(sha256: string): Promise<string>;
  /** Takes up what a stopped process left undone. */
  resume(): Promise<void>;
}

export function assetHashes(store: MetadataStore, blobs: Pick<BlobStore, 'pathOf'>, hasher: BlobHasher): AssetHashes {
  const running = new Map<string, Promise<BlobHashes>>();

  const compute = (sha256: string): Promise<BlobHashes> => {
    const already = running.get(sha256);
    if (already) return already;
    const work = (async () => {
      try {
        const hashes = await hasher.hash(blobs.pathOf(sha256));
        await store.transact((m) => m.blobs.setHashes(sha256, hashes));
        return hashes;
      } finally {
        running.delete(sha256);
      }
    })();
    running.set(sha256, work);
    return work;
  };

  const known = (sha256: string): Promise<BlobHashes | undefined> => store.transact((m) => m.blobs.hashesOf(sha256));

  const of = async (sha256: string): Promise<BlobHashes> => (await known(sha256)) ?? compute(sha256);

  // A failure is not lost: the next listing computes again and reports it.
  const behind = (sha256: string): void => {
    of(sha256).catch(() => undefined);
  };

  return {
    known,
    begin(blob) {
      if (!blob.hashes) behind(blob.sha256);
    },
    of,
    compute: (sha256) => hasher.hash(blobs.pathOf(sha256)),
    blake2b256: (sha256) => hasher.blake2b256(blobs.pathOf(sha256)),
    async resume() {
      for (const sha256 of await store.transact((m) => m.blobs.listUnhashed())) behind(sha256);
    },
  };
}
