import { Transform } from 'node:stream';

/** The connection was broken on purpose. */
export class BrokenConnectionError extends Error {
  override readonly name = 'BrokenConnectionError';
}

/** Yields `source` with one byte changed; a source that is shorter stays as it is. */
export async function* corrupted(source: AsyncIterable<Uint8Array>, atByte: number): AsyncIterable<Uint8Array> {
  let offset = 0;
  for await (const chunk of source) {
    yield flip(chunk, atByte - offset);
    offset += chunk.byteLength;
  }
}

/** Yields the first bytes of `source`, then calls `broken` and throws. */
export async function* broken(
  source: AsyncIterable<Uint8Array>,
  afterBytes: number,
  onBreak: () => void,
): AsyncIterable<Uint8Array> {
  let offset = 0;
  for await (const chunk of source) {
    if (offset + chunk.byteLength > afterBytes) break;
    yield chunk;
    offset += chunk.byteLength;
  }
  onBreak();
  throw new BrokenConnectionError('the connection was reset');
}

/** As a body on its way out: one byte changed. */
export function corrupting(atByte: number): Transform {
  let offset = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const out = flip(chunk, atByte - offset);
      offset += chunk.byteLength;
      done(undefined, out);
    },
  });
}

/** As a body on its way out: after so many bytes the connection breaks, which the announced length does not tell. */
export function truncating(afterBytes: number): Transform {
  let left = afterBytes;
  const broke = new BrokenConnectionError('the answer was cut');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (chunk.byteLength <= left) {
        left -= chunk.byteLength;
        done(undefined, chunk);
        return;
      }
      this.push(chunk.subarray(0, left));
      left = 0;
      // The part that was pushed has to leave before the pipeline is torn down.
      setTimeout(() => done(broke), 20);
    },
  });
}

function flip(chunk: Uint8Array, at: number): Uint8Array {
  const byte = chunk[at];
  if (at < 0 || byte === undefined) return chunk;
  const copy = Uint8Array.from(chunk);
  copy[at] = byte ^ 0xff;
  return copy;
}
