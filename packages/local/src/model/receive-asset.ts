import { invalid, overQuota } from '../errors.ts';
import type { Services } from '../services.ts';
import { BlobTooLargeError, type ReceivedBlob } from '../storage/blobs.ts';

/** Stores an asset's bytes. Throws ServiceQuotaExceededException when they are too many; what came so far is not kept. */
export async function receiveAsset(
  { blobs }: Pick<Services, 'blobs'>,
  content: AsyncIterable<Uint8Array> | undefined,
  maxBytes: number,
  name: string,
): Promise<ReceivedBlob> {
  if (!content) throw invalid(`The content of asset ${name} is missing`);
  try {
    return await blobs.receive(content, maxBytes);
  } catch (error) {
    if (!(error instanceof BlobTooLargeError)) throw error;
    throw overQuota(`Asset ${name} is larger than ${maxBytes} bytes`, 'asset', name);
  }
}
