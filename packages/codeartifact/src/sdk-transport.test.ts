import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { HttpReply } from './http/transport.ts';
import { SdkTransport } from './sdk-transport.ts';

const PIECE = Buffer.alloc(1024 * 1024, ' ');
/** Far more than any reply has. */
const PIECES = 100;

/** Sends a request whose reply is long. `read` counts the pieces that were taken of it. */
async function asked(path: string, status = 200) {
  const read = { pieces: 0 };
  function* pieces() {
    for (; read.pieces < PIECES; read.pieces += 1) yield PIECE;
  }
  const reply: HttpReply = { status, headers: {}, body: Readable.from(pieces()) };
  const transport = new SdkTransport({ send: async () => reply }, undefined);
  const request = { protocol: 'http:', hostname: '127.0.0.1', method: 'GET', path, headers: {} };
  const answer = await transport.handle(request).catch((error: unknown) => error);
  return { answer, read };
}

describe('a reply of the API that does not end', () => {
  it.each([
    ['a listing', '/v1/package/version/assets', 200],
    ['an error instead of an asset', '/v1/package/version/asset', 404],
  ])('is given up before it fills the memory: %s', async (_what, path, status) => {
    const { answer, read } = await asked(path, status);
    expect(answer).toMatchObject({ message: expect.stringContaining('longer than') });
    expect(read.pieces).toBeLessThan(PIECES);
  });

  it('is left to its reader where it is an asset', async () => {
    const { answer } = await asked('/v1/package/version/asset');
    expect(answer).toMatchObject({ response: { body: expect.any(Readable) } });
  });
});
