import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PublishDocumentError, readPublishDocument } from './publish-document.ts';

async function* inPieces(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

const read = async (text: string, size = 7) => {
  const received: Buffer[] = [];
  const result = await readPublishDocument({
    body: inPieces(text, size),
    maxBytes: 100_000,
    maxDocumentBytes: 50_000,
    receive: async (source) => {
      for await (const chunk of source) received.push(Buffer.from(chunk));
      return { sha256: 'x', size: Buffer.concat(received).byteLength, hashes: undefined };
    },
  });
  return { ...result, bytes: Buffer.concat(received) };
};

const nested = { data: ['"', { data: 1 }] };

const documentOf = (bytes: Buffer, more: Record<string, unknown> = {}) => ({
  ...more,
  name: 'p',
  _attachments: {
    'p-1.0.0.tgz': { content_type: 'application/octet-stream', data: bytes.toString('base64'), length: 1 },
  },
  readme: 'a "quoted" \\ text with é and _attachments',
});

describe('readPublishDocument', () => {
  it('takes the tarball out of any document, however it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 64 }),
        fc.jsonValue(),
        async (content, size, extra) => {
          const bytes = Buffer.from(content);
          const document = documentOf(bytes, { extra, data: 'text', nested });
          const got = await read(JSON.stringify(document), size);
          expect(Buffer.compare(got.bytes, bytes)).toBe(0);
          expect(got.document).toEqual(
            JSON.parse(JSON.stringify(documentOf(Buffer.alloc(0), { extra, data: 'text', nested }))),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads escaped slashes in the data', async () => {
    const got = await read('{"_attachments":{"a":{"data":"\\/\\/79"}}}');
    expect([...got.bytes]).toEqual([255, 254, 253]);
  });

  it('has no tarball when the document has none', async () => {
    expect(await read('{"name":"p","versions":{}}')).toMatchObject({ document: { name: 'p' }, tarball: undefined });
  });

  it.each([
    ['what is no JSON', 'hello'],
    ['an end inside the data', '{"_attachments":{"a":{"data":"AAAA'],
    ['two attachments', '{"_attachments":{"a":{"data":"AA=="},"b":{"data":"AA=="}}}'],
    ['a document that is too large', `{"readme":"${'x'.repeat(60_000)}"}`],
    ['a request that is too large', `{"_attachments":{"a":{"data":"${'A'.repeat(120_000)}"}}}`],
  ])('refuses %s', async (_name, text) => {
    await expect(read(text, 1000)).rejects.toThrow(PublishDocumentError);
  });
});
