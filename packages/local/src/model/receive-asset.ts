import { invalid, overQuota } from '../errors.ts';
import type { Services } from '../services.ts';
import { BlobMismatchError, BlobTooLargeError, type ReceivedBlob } from '../storage/blobs.ts';

export interface ExpectedAsset {
  readonly name: string;
  /** What its SHA-256 is to be. */
  readonly sha256: string;
  /** Its size where bytes of this digest are stored. */
  readonly storedSize: number | undefined;
  readonly maxBytes: number;
}

/**
 * Stores an asset's bytes. Throws ServiceQuotaExceededException when they are too many, and ValidationException when they are others than
 * was announced; what came so far is not kept.
 */
export async function receiveAsset(
  { blobs }: Pick<Services, 'blobs'>,
  content: AsyncIterable<Uint8Array> | undefined,
  { maxBytes, name, sha256, storedSize }: ExpectedAsset,
): Promise<ReceivedBlob> {
  if (!content) throw invalid(`The content of asset ${name} is missing`);
  const announced = storedSize === undefined ? undefined : { sha256, size: storedSize };
  try {
    const blob = await blobs.receive(content, maxBytes, announced);
    if (blob.sha256 !== sha256) throw new BlobMismatchError(blob.sha256, sha256);
    return blob;
  } catch (error) {
    if (error instanceof BlobMismatchError) {
      throw invalid(`The SHA-256 of the asset is ${error.sha256}, not the given ${sha256}`);
    }
    if (!(error instanceof BlobTooLargeError)) throw error;
    throw overQuota(`Asset ${name} is larger than ${maxBytes} bytes`, 'asset', name);
  }
}
