import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from './byte-reader.ts';

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

describe('ByteReader', () => {
  it('gives the same bytes however the stream is cut', async () => {
    const lengths = fc.array(fc.nat({ max: 9 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 7 })), lengths, async (chunks, wanted) => {
        const whole = Buffer.concat(chunks);
        const reader = new ByteReader(chunksOf(chunks));
        let at = 0;
        for (const [index, length] of wanted.entries()) {
          const expected = whole.subarray(at, at + length);
          const moved = index % 2 === 0 ? Buffer.from(await reader.take(length)) : await reader.skip(length);
          expect(moved).toEqual(index % 2 === 0 ? expected : expected.length);
          at += expected.length;
          expect(reader.taken).toBe(at);
        }
      }),
    );
  });

  it('closes its source', async () => {
    let closed = false;
    const source = async function* () {
      try {
        yield new Uint8Array(10);
      } finally {
        closed = true;
      }
    };
    const reader = new ByteReader(source());
    await reader.take(1);
    await reader.close();
    expect(closed).toBe(true);
  });
});
