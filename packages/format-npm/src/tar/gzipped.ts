import { pipeline, Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';

/** npm's level; the same bytes everywhere that zlib is the same. */
const LEVEL = 9;

/** Where gzip names the operating system, and npm's answer: unknown. */
const OS_BYTE = { offset: 9, value: 255 } as const;

/** `source` in gzip, without time and system: equal bytes give equal bytes on the same Node.js and architecture. */
export async function* gzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = createGzip({ level: LEVEL });
  // The error, if any, is thrown by the loop that reads the encoder.
  pipeline(Readable.from(source), encoder, () => undefined);
  let position = 0;
  for await (const chunk of encoder as AsyncIterable<Uint8Array>) {
    const at = OS_BYTE.offset - position;
    if (at >= 0 && at < chunk.length) chunk[at] = OS_BYTE.value;
    position += chunk.length;
    yield chunk;
  }
}

/** The same for bytes in memory. */
export function gzippedBytes(bytes: Uint8Array): Uint8Array {
  const result = gzipSync(bytes, { level: LEVEL });
  result[OS_BYTE.offset] = OS_BYTE.value;
  return result;
}
