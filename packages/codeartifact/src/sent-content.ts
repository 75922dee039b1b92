import type { Publication } from '@buildset/core';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';
import { verified } from './verified-stream.ts';

/** What is sent in one piece, in bytes: a stream for each of many small files costs several times what sending them does. */
const PIECE_BYTES = 256 * 1024;

/** A body of that many bytes: in one piece when it is small, else as it comes. Throws what a small one's source throws. */
export async function bodyOf(
  source: AsyncIterable<Uint8Array>,
  size: number,
): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  if (size > PIECE_BYTES) return source;
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes of a publication from their beginning: verified, and counted as they are sent. */
export async function sentContent(
  { asset, onBytes, open }: Publication,
  { coordinates }: RequestSubject,
  runner: RequestRunner,
): Promise<AsyncIterable<Uint8Array>> {
  return verified(await open(), asset, {
    side: 'local',
    what: `the bytes of ${asset.name}`,
    coordinates,
    onBytes: (bytes) => {
      runner.transferred(bytes);
      onBytes?.(bytes);
    },
  });
}
