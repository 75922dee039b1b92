import { randomUUID } from 'node:crypto';
import type { FormField } from '@buildset/core';

export interface FilePart {
  readonly field: string;
  readonly filename: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface MultipartBody {
  readonly contentType: string;
  /** Bytes, known before the first is read. */
  readonly contentLength: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A multipart/form-data body of the fields in order and one file at the end, streamed. Source: RFC 7578. */
export function multipartBody(fields: readonly FormField[], file: FilePart): MultipartBody {
  const boundary = `buildset-${randomUUID()}`;
  const text = fields.map(([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`).join('');
  const fileHead = `${disposition(file.field)}; filename="${escaped(file.filename)}"`;
  const head = Buffer.from(`${text}--${boundary}\r\n${fileHead}\r\nContent-Type: application/octet-stream\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.byteLength + file.size + tail.byteLength,
    body: joined(head, file.content, tail),
  };
}

async function* joined(
  head: Uint8Array,
  content: AsyncIterable<Uint8Array>,
  tail: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield head;
  yield* content;
  yield tail;
}

function disposition(name: string): string {
  return `Content-Disposition: form-data; name="${escaped(name)}"`;
}

/** As browsers do it. Source: HTML, "multipart/form-data encoding algorithm". */
function escaped(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
