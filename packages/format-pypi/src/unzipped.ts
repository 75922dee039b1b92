import { pipeline, Readable } from 'node:stream';
import { createGunzip, createInflateRaw, inflateRawSync } from 'node:zlib';

/** Bytes that zlib gives at once; its default of 16 KiB costs more in hand-overs than in unpacking. */
const CHUNK_BYTES = 256 * 1024;

/** `source` unpacked, from gzip or from raw deflate. Stopping early closes the source; an error of either is thrown. */
export async function* unzipped(
  source: AsyncIterable<Uint8Array>,
  form: 'gzip' | 'deflate',
): AsyncGenerator<Uint8Array> {
  const decoder = (form === 'gzip' ? createGunzip : createInflateRaw)({ chunkSize: CHUNK_BYTES });
  // The error, if any, is thrown by the loop that reads the decoder.
  pipeline(Readable.from(source), decoder, () => undefined);
  for await (const chunk of decoder) yield chunk as Uint8Array;
}

/** All of a small deflated source. Much more than `size` bytes of it are an error of zlib. */
export function inflated(source: Uint8Array, size: number): Uint8Array {
  return inflateRawSync(source, { maxOutputLength: size + 1 });
}

/** Whether zlib refused the data, as opposed to a failure of reading it. */
export function isZlibError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE';
}
