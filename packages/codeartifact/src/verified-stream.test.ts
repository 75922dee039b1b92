import { sha256Of } from '@buildset/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verified, VerifiedStream } from './verified-stream.ts';

const OPTIONS = { side: 'source', what: 'the bytes' } as const;

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function drain(stream: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; error: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), error: undefined };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
}

const assetOf = (bytes: Uint8Array) => ({ name: 'a', size: bytes.length, sha256: sha256Of(bytes) });

describe('VerifiedStream', () => {
  it('passes the right bytes on whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
        const { bytes: got, error } = await drain(new VerifiedStream(inPieces(bytes, size), assetOf(bytes), OPTIONS));
        expect(error).toBeUndefined();
        expect(got.equals(bytes)).toBe(true);
      }),
    );
  });

  it('never passes as many bytes on as expected when they are others', async () => {
    const other = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(other, fc.integer({ min: 1, max: 50 }), async ([expected, actual], size) => {
        fc.pre(!Buffer.from(expected).equals(actual));
        const { bytes, error } = await drain(new VerifiedStream(inPieces(actual, size), assetOf(expected), OPTIONS));
        expect(error).toMatchObject({ code: 'corrupt-content', side: 'source', retryable: true });
        expect(bytes.length).toBeLessThan(expected.length);
      }),
    );
  });

  it('does not hash again what verifies the same asset, and counts it', async () => {
    const bytes = Buffer.from('hello');
    const asset = assetOf(bytes);
    let counted = 0;
    const inner = new VerifiedStream(inPieces(bytes, 2), asset, OPTIONS);
    const outer = verified(inner, asset, { ...OPTIONS, onBytes: (size) => (counted += size) });
    expect(outer).not.toBeInstanceOf(VerifiedStream);
    expect((await drain(outer)).bytes.toString()).toBe('hello');
    expect(counted).toBe(5);
    expect(verified(inner, { ...asset, sha256: sha256Of('x') }, OPTIONS)).toBeInstanceOf(VerifiedStream);
  });
});
