import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from './bytes.ts';
import { publishBody } from './publish-body.ts';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('the body of a publish request', () => {
  it('has the base64 of the whole between head and tail, however the stream is cut', async () => {
    const document = { path: 'lib', head: '{"data":"', tail: '"}', contentLength: 0 };
    const property = fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      async (bytes, size) => {
        const body = Buffer.from(await collect(publishBody(document, cut(bytes, size))));
        expect(body.toString()).toBe(`{"data":"${Buffer.from(bytes).toString('base64')}"}`);
      },
    );
    await fc.assert(property);
  });
});
