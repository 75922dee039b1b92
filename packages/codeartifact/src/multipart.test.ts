import { describe, expect, it } from 'vitest';
import { multipartBody } from './multipart.ts';

async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('by');
  yield Buffer.from('tes');
}

describe('multipartBody', () => {
  it('sends the fields in order and the file last, as long as it says', async () => {
    const fields = [
      [':action', 'file_upload'],
      ['summary', 'grüße'],
      ['odd "name"\r\n', ''],
    ] as const;
    const { body, contentType, contentLength } = multipartBody(fields, {
      field: 'content',
      filename: 'a-1.0.whl',
      size: 5,
      content: content(),
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const sent = Buffer.concat(chunks);
    const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
    expect(sent.length).toBe(contentLength);
    expect(sent.toString().replaceAll(boundary, 'B')).toBe(
      [
        '--B',
        'Content-Disposition: form-data; name=":action"',
        '',
        'file_upload',
        '--B',
        'Content-Disposition: form-data; name="summary"',
        '',
        'grüße',
        '--B',
        'Content-Disposition: form-data; name="odd %22name%22%0D%0A"',
        '',
        '',
        '--B',
        'Content-Disposition: form-data; name="content"; filename="a-1.0.whl"',
        'Content-Type: application/octet-stream',
        '',
        'bytes',
        '--B--',
        '',
      ].join('\r\n'),
    );
  });
});
