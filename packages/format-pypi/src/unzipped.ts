import { pipeline, Readable } from 'node:stream';
import type { Gunzip, InflateRaw } from 'node:zlib';

/** What `decoder` makes of `source`. Stopping early closes both; an error of either is thrown. */
export async function* unzipped(
  source: AsyncIterable<Uint8Array>,
  decoder: InflateRaw | Gunzip,
): AsyncGenerator<Uint8Array> {
  // The error, if any, is thrown by the loop that reads the decoder.
  pipeline(Readable.from(source), decoder, () => undefined);
  for await (const chunk of decoder) yield chunk as Uint8Array;
}

/** Whether zlib refused the data, as opposed to a failure of reading it. */
export function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
