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
  /** The hashes of received bytes that the metadata need not know yet; keeps nothing. */
  compute(blob: ReceivedBlob): Promise<BlobHashes>;
  /** BLAKE2b with 256 bits of a stored blob; keeps nothing. */
  blake2b256(sha256: string): Promise<string>;
  /** Takes up what a stopped process left undone. */
  resume(): Promise<void>;
}

type Received = Pick<ReceivedBlob, 'sha256'> & Partial<ReceivedBlob>;

export function assetHashes(store: MetadataStore, blobs: Pick<BlobStore, 'pathOf'>, hasher: BlobHasher): AssetHashes {
  const running = new Map<string, Promise<BlobHashes>>();

  const known = (sha256: string): Promise<BlobHashes | undefined> => store.transact((m) => m.blobs.hashesOf(sha256));

  const compute = async ({ sha256, hashes, hashing }: Received): Promise<BlobHashes> =>
    hashes ?? (await hashing?.catch(() => undefined)) ?? (await known(sha256)) ?? hasher.hash(blobs.pathOf(sha256));

  const find = (blob: Received): Promise<BlobHashes> => {
    const { sha256 } = blob;
    const already = running.get(sha256);
    if (already) return already;
    const work = (async () => {
      try {
        const hashes = await compute(blob);
        await store.transact((m) => m.blobs.setHashes(sha256, hashes));
        return hashes;
      } finally {
        running.delete(sha256);
      }
    })();
    running.set(sha256, work);
    return work;
  };

  const of = async (blob: Received): Promise<BlobHashes> => (await known(blob.sha256)) ?? find(blob);

  // A failure is not lost: the next listing computes again and reports it.
  const behind = (blob: Received): void => {
    of(blob).catch(() => undefined);
  };

  return {
    known,
    begin(blob) {
      if (!blob.hashes) behind(blob);
    },
    of: (sha256) => of({ sha256 }),
    compute,
    blake2b256: (sha256) => hasher.blake2b256(blobs.pathOf(sha256)),
    async resume() {
      for (const sha256 of await store.transact((m) => m.blobs.listUnhashed())) behind({ sha256 });
    },
  };
}
